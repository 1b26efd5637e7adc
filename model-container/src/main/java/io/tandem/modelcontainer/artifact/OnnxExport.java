package io.tandem.modelcontainer.artifact;

/** The call that exports a model of another framework as ONNX, for messages. */
final class OnnxExport {
  /**
   * A classifier's labels as a map would cost a map for each row; a regressor has no such option.
   */
  static final String SKLEARN =
      "export it as ONNX: open(\"model.onnx\", \"wb\").write(skl2onnx.to_onnx(model,"
          + " X[:1].astype(numpy.float32), options={\"zipmap\": False}).SerializeToString()), of a"
          + " regressor without options";

  /** Two rows: one would be taken for the only number of rows there is. */
  private static final String TORCH_CALL =
      "torch.onnx.export(model.eval(), (torch.zeros(2, COLUMNS),), \"model.onnx\", dynamo=True,"
          + " dynamic_shapes=({0: torch.export.Dim(\"rows\")},))";

  static final String TORCH = "export the module as ONNX: " + TORCH_CALL;

  static final String TORCH_WEIGHTS =
      "load them into their module (load_state_dict) and export that as ONNX: " + TORCH_CALL;

  static final String TORCH_PROGRAM =
      "export it as ONNX: torch.onnx.export(torch.export.load(\"model.pt2\"), f=\"model.onnx\","
          + " dynamo=True), or the module it was made of: "
          + TORCH_CALL;

  static final String KERAS =
      "export it as ONNX: keras.models.load_model(FILE).export(\"saved\"), then "
          + savedModel("saved");

  static final String TENSORFLOW_LITE =
      "export it as ONNX: python -m tf2onnx.convert --tflite FILE --output model.onnx";

  static final String H2O = "export it as ONNX: onnxmltools.convert_h2o(FILE)";

  private OnnxExport() {}

  /** That of TensorFlow. */
  static String savedModel(String folder) {
    return "python -m tf2onnx.convert --saved-model " + folder + " --output model.onnx";
  }
}
