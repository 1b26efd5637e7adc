package io.tandem.modelcontainer.lightgbm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of six versions of LightGBM, with what that version made of the same rows. */
final class GoldenModelsTest {
  static final Path GOLDEN = Path.of("src/test/resources/golden/lightgbm");

  private static final Pattern REFUSED = Pattern.compile("/(linear|pandas-categories)\\.txt$");

  /** Of predictions: {@code exp} here may differ from the C library's in the last place. */
  private static final double ROUNDING = 4e-16;

  static List<String> models() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .map(file -> GOLDEN.relativize(file).toString())
          .filter(name -> name.endsWith(".txt") && !REFUSED.matcher(name).find())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void rawScoresAreTheSameBits(String name) throws IOException {
    List<String> expected = expected(name);
    try (Model model = LightgbmModel.load(GOLDEN.resolve(name), List.of())) {
      Predictions margins = model.margins(rows(model.width()));

      assertEquals(expected.size(), margins.count());
      for (int row = 0; row < margins.count(); row++) {
        assertEquals(expected.get(row).replaceFirst(".*\\|", ""), bits(margins, row), "row " + row);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictionsAreTheSame(String name) throws IOException {
    List<String> expected = expected(name);
    try (Model model = LightgbmModel.load(GOLDEN.resolve(name), List.of())) {
      Predictions values = model.predict(rows(model.width()));

      for (int row = 0; row < values.count(); row++) {
        String[] numbers = expected.get(row).replaceFirst("\\|.*", "").split(" ", -1);
        assertEquals(model.output().width(), numbers.length);
        for (int i = 0; i < numbers.length; i++) {
          double number = Double.longBitsToDouble(Long.parseUnsignedLong(numbers[i], 16));
          double bound = ROUNDING * Math.max(Math.abs(number), Double.MIN_NORMAL);
          assertEquals(number, values.value(row, i), bound, "row " + row);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.2.0", "3.3.2", "4.1.0", "4.3.0"})
  void linearLeavesAreRefused(String version) {
    Path file = GOLDEN.resolve(version).resolve("linear.txt");

    ContainerException fault =
        assertThrows(ContainerException.class, () -> LightgbmModel.load(file, List.of()).close());

    assertTrue(fault.getMessage().contains("leaves are linear"), fault::getMessage);
  }

  @Test
  void categoriesOfPandasAreRefused() {
    Path file = GOLDEN.resolve("4.7.0/pandas-categories.txt");

    ContainerException fault =
        assertThrows(ContainerException.class, () -> LightgbmModel.load(file, List.of()).close());

    assertTrue(fault.getMessage().contains("trained on categories of pandas"), fault::getMessage);
  }

  private static List<String> expected(String name) throws IOException {
    return Files.readAllLines(GOLDEN.resolve(name.replace(".txt", ".expected")));
  }

  static RowMatrix rows(int width) throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN.resolve("rows.csv"));
    float[] values = new float[lines.size() * width];
    for (int row = 0; row < lines.size(); row++) {
      String[] fields = lines.get(row).split(",", -1);
      assertEquals(width, fields.length);
      for (int column = 0; column < width; column++) {
        String field = fields[column];
        values[row * width + column] = field.isEmpty() ? Float.NaN : Float.parseFloat(field);
      }
    }
    return new RowMatrix(values, lines.size(), width);
  }

  private static String bits(Predictions predictions, int row) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < predictions.width(); i++) {
      long number = Double.doubleToRawLongBits(predictions.value(row, i));
      bits.append(i == 0 ? "" : " ").append("%016x".formatted(number));
    }
    return bits.toString();
  }
}
