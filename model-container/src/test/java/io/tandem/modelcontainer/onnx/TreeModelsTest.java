package io.tandem.modelcontainer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tree operators: walked in Java where that gives ONNX Runtime's numbers, which is checked at load.
 * Of those that scikit-learn has fitted, its own predictions are held against them here.
 */
final class TreeModelsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/onnx-trees");

  /** scikit-learn computes in double, the operators in float. */
  private static final double TOLERANCE = 4e-6;

  static List<String> models() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".onnx") && !name.startsWith("library-"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void treesAreWalked(String name) {
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve(name), List.of())) {
      assertEquals(Evaluator.TREES, model.evaluator().name(), model.evaluator()::toString);
      assertEquals(0, model.memory().nativeBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictionsAreThoseOfScikitLearn(String name) throws IOException {
    Path predictions = GOLDEN.resolve(name.replace(".onnx", ".txt"));
    if (Files.notExists(predictions)) {
      return; // trees that nobody has fitted
    }
    List<String> expected = Files.readAllLines(predictions);
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve(name), List.of())) {
      Predictions found = model.predict(rows(model.width()));

      assertEquals(expected.size(), found.count());
      for (int row = 0; row < found.count(); row++) {
        String[] numbers = expected.get(row).split(",", -1);
        assertEquals(numbers.length, found.width());
        for (int i = 0; i < numbers.length; i++) {
          assertEquals(Double.parseDouble(numbers[i]), found.value(row, i), TOLERANCE);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "library-probit, it transforms its sums in another way",
    "library-softmax-zero, it transforms its sums in another way",
    "library-two-based, it has a base value for each of two classes",
    "library-sparse, its leaves have numbers for few of many outputs",
    "library-max, it takes the largest or the smallest leaf",
    "library-then-abs, ''",
    "library-rooted-softmax-zero, it transforms its sums in another way",
    "library-rooted-min, it takes the largest or the smallest leaf",
    "library-rooted-double, ''",
    "library-rooted-members, it splits by sets of categories",
    "library-scaled-by-zero, it scales a column by 0 or less",
    "library-scaled-down, it scales a column by 0 or less",
    "library-cast-to-half, ''",
    "library-cast-of-the-sum, ''",
  })
  void whatCannotBeWalkedIsLeftToTheRuntime(String name, String reason) {
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve(name + ".onnx"), List.of())) {
      assertEquals(new Evaluator("onnx", reason), model.evaluator());
      assertFalse(model.memory().nativeBytes() == 0);
    }
  }

  /** The session is of another graph, with a table that numbers of the tree's size are not in. */
  @Test
  void aRuntimeThatFailsOnRowsOfTheTreesPredictsTheOthers() throws OrtException {
    Path graphs = GOLDEN.resolveSibling("onnx-graphs");
    OrtEnvironment environment = OnnxModel.environment();
    OrtSession opened = environment.createSession(graphs.resolve("network-table.onnx").toString());
    OnnxSession session =
        new OnnxSession(
            environment,
            opened,
            OnnxInputs.of(opened.getInputInfo().values(), List.of()),
            OnnxOutputs.of(opened.getOutputInfo().values()));
    RowMatrix row = new RowMatrix(new float[] {1, 0}, 1, 2);
    OutputNumbers numbers = session.learn(row, List.of()).numbers();

    try (RowNumbers left =
        OnnxModel.computer(session, numbers, graphs.resolve("input-of-one-row.onnx"))) {
      assertEquals(
          new Evaluator("onnx", "ONNX Runtime does not predict rows made of its own conditions"),
          left.evaluator());
      NumberArray found = NumberArray.of(true, 1);
      left.read(row, found, 0);
      assertEquals(0.6f, found.get(0));
    }
  }

  private static RowMatrix rows(int width) throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN.resolve("rows.csv"));
    float[] values = new float[lines.size() * width];
    int next = 0;
    for (String line : lines) {
      for (String field : Arrays.asList(line.split(",", -1))) {
        values[next++] = Float.parseFloat(field);
      }
    }
    return new RowMatrix(values, lines.size(), width);
  }
}
