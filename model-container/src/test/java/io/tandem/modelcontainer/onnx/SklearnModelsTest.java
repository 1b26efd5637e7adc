package io.tandem.modelcontainer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of scikit-learn as ONNX, with scikit-learn's own predictions; see make_models.py. */
final class SklearnModelsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/onnx");
  private static final List<String> NAMES = List.of("amount", "age", "items", "hour", "returns");

  /**
   * scikit-learn computes in double, the operators of these models in float: sums of a dozen floats
   * below 10 are some 1e-6 off. The model on doubles differs by the order of its additions only.
   */
  @ParameterizedTest
  @CsvSource({
    "binary-zipmap, PROBABILITY, 2, 2e-6",
    "binary-tensor, PROBABILITY, 2, 2e-6",
    "three-zipmap-names, PROBABILITIES, 3, 2e-6",
    "three-tensor, PROBABILITIES, 3, 2e-6",
    "boosted-classifier, PROBABILITY, 2, 2e-6",
    "boosted-regressor, SCORE, 1, 4e-6",
    "double-regressor, SCORE, 1, 1e-14",
    "named-inputs, SCORE, 1, 4e-6",
  })
  void predictsWhatScikitLearnPredicts(String name, Kind kind, int width, double tolerance)
      throws IOException {
    List<String> expected = Files.readAllLines(GOLDEN.resolve(name + ".txt"));
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve(name + ".onnx"), NAMES)) {
      Predictions found = model.predict(rows());

      assertEquals(kind, model.output().kind());
      assertEquals(expected.size(), found.count());
      assertEquals(width, found.width());
      for (int row = 0; row < found.count(); row++) {
        String[] numbers = expected.get(row).split(",", -1);
        // Of two probabilities the second is recorded.
        int first = width - numbers.length;
        for (int i = 0; i < numbers.length; i++) {
          double number = Double.parseDouble(numbers[i]);
          assertEquals(number, found.value(row, first + i), tolerance, "row " + row);
        }
      }
    }
  }

  @Test
  void inputsWithoutKnownNamesAreTakenInTheirOrder() {
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve("named-inputs.onnx"), List.of())) {
      assertEquals(List.of("returns", "hour", "items", "age", "amount"), model.columns());
    }
  }

  @Test
  void inputsOfOtherNamesStopTheStart() {
    ContainerException fault =
        assertThrows(
            ContainerException.class,
            () ->
                OnnxModel.load(
                    GOLDEN.resolve("named-inputs.onnx"), List.of("a", "b", "c", "d", "e")));
    assertTrue(String.valueOf(fault.getMessage()).contains("not the columns of the manifest"));
  }

  @Test
  void zipMapTellsTheLabels() {
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve("three-zipmap-names.onnx"), List.of())) {
      assertEquals(List.of("\"early\"", "\"late\"", "\"never\""), model.output().labels());
    }
  }

  @Test
  void manyRowsAreTheSameAsFew() throws IOException {
    RowMatrix few = rows();
    int copies = 300;
    float[] values = new float[few.count() * few.width() * copies];
    for (int i = 0; i < copies; i++) {
      System.arraycopy(
          few.values(), 0, values, i * few.count() * few.width(), few.count() * few.width());
    }
    try (OnnxModel model = OnnxModel.load(GOLDEN.resolve("binary-zipmap.onnx"), List.of())) {
      Predictions one = model.predict(few);
      Predictions many = model.predict(new RowMatrix(values, few.count() * copies, few.width()));

      for (int row = 0; row < many.count(); row++) {
        assertEquals(one.value(row % few.count(), 0), many.value(row, 0));
      }
    }
  }

  @Test
  void truncatedFilesAreRefused(@TempDir Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("boosted-classifier.onnx"));
    Path file = folder.resolve("model.onnx");
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(ContainerException.class, () -> OnnxModel.load(file, List.of()));
    }
  }

  private static RowMatrix rows() throws IOException {
    byte[] csv = Files.readAllBytes(GOLDEN.resolve("rows.csv"));
    return switch (new RowsReader(NAMES.size()).read(MediaType.CSV, Body.of(csv).text())) {
      case RowsResult.Valid(RowMatrix rows) -> rows;
      case RowsResult invalid -> throw new AssertionError(invalid.toString());
    };
  }
}
