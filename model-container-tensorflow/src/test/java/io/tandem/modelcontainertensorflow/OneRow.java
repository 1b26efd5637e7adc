package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * The time of a row, of 263 columns through 64 cells, beside that of TensorFlow for Java, in turns.
 * No test: a figure.
 */
final class OneRow {
  private static final int WIDTH = 263;
  private static final int BATCHES = 100;
  private static final int CALLS = 400;
  private static final int MANY = 4096;

  private OneRow() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("model");
    Random random = new Random(1);
    JavaModel.save(WIDTH, 64, random, folder);
    float[] values = JavaModel.floats(MANY * WIDTH, random);
    RowMatrix one = new RowMatrix(values, 1, WIDTH);
    RowMatrix many = new RowMatrix(values, MANY, WIDTH);
    try (Model model = Golden.load(folder.resolve(TensorflowEngine.FILE));
        SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve")) {
      SessionFunction function = bundle.function("serving_default");
      for (int round = 0; round < 3; round++) {
        print("the engine, a row", 1, rows -> model.predict(one));
        print("TensorFlow for Java, a row", 1, rows -> ask(function, values, rows));
        print("the engine, of 4096 rows", MANY, rows -> model.predict(many));
        print("TensorFlow for Java, of 4096 rows", MANY, rows -> ask(function, values, rows));
      }
    }
  }

  private static void ask(SessionFunction function, float[] values, int rows) {
    float[] answers = new float[rows];
    try (TFloat32 input =
            TFloat32.tensorOf(Shape.of(rows, WIDTH), DataBuffers.of(values, true, false));
        Result result = function.call(Map.of("rows", input))) {
      ((TFloat32) result.get("risk").orElseThrow()).asRawTensor().data().asFloats().read(answers);
    }
  }

  private static void print(String what, int rows, Consumer<Integer> call) {
    int calls = rows == 1 ? CALLS : 2;
    double[] micros = new double[BATCHES];
    for (int batch = 0; batch < BATCHES; batch++) {
      long begin = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.accept(rows);
      }
      micros[batch] = (System.nanoTime() - begin) / 1000.0 / calls / rows;
    }
    Arrays.sort(micros);
    System.out.printf(
        "%s: best %.2f, median %.2f us a row%n", what, micros[0], micros[BATCHES / 2]);
  }
}
