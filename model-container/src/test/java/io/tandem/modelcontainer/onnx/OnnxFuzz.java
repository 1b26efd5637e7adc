package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.tandem.modelcontainer.FuzzFile;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Jazzer's target for what is read of ONNX files here: any bytes give an estimate, labels or none,
 * and trees that are walked or not. ONNX Runtime's own reader is not searched.
 */
public final class OnnxFuzz {
  private static final FuzzFile FILE = new FuzzFile("model.onnx");
  private static final int WIDTH = 4;

  private OnnxFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException, OrtException {
    Path file = FILE.of(bytes);
    OnnxMemory.of(file).loading(0);
    OnnxInputs inputs = inputs();
    for (String output : List.of("variable", "probabilities", "maps")) {
      try {
        ClassLabels.of(file, output);
      } catch (OnnxException refused) {
        FuzzFile.checkLine(refused);
      }
      TreeGraph.find(file, inputs, output).ifPresent(OnnxFuzz::walk);
    }
  }

  /** By as many numbers per row as the file may mean. */
  private static void walk(TreeGraph graph) {
    for (int answered = 1; answered <= 3; answered++) {
      try {
        TreeNumbers trees = TreeNumbers.of(graph, WIDTH, answered);
        int rows = trees.probeRows().count();
        trees.read(trees.probeRows(), NumberArray.of(true, rows * answered), 0);
      } catch (UnfitForestException left) {
        FuzzFile.checkLine(left);
      }
    }
  }

  private static OnnxInputs inputs() throws OrtException {
    TensorInfo rows =
        TensorInfo.constructFromBuffer(
            FloatBuffer.allocate(WIDTH), new long[] {1, WIDTH}, OnnxJavaType.FLOAT);
    return OnnxInputs.of(List.of(new NodeInfo("X", rows)), List.of());
  }
}
