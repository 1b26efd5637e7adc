package io.tandem.modelcontainer.onnx;

/** An ONNX model has inputs or outputs that cannot be served. The message says which. */
final class OnnxFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  OnnxFault(String message) {
    super(message);
  }
}
