package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import io.tandem.modelcontainer.model.Predictions;
import io.tandem.modelcontainer.model.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models trained by XGBoost 1.7 in Python, with what Python predicts; see make_models.py. */
final class PythonModelsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/xgboost-1.7");

  /**
   * The link function's exponential is a few units in the last place off between the C libraries
   * the two versions were built with. Margins are sums of the same floats in the same order: exact.
   */
  private static final int LINK_ULPS = 2;

  static Stream<String> files() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    return files.stream()
        .map(file -> GOLDEN.relativize(file).toString())
        .filter(name -> name.matches(".*(xgboost-model|\\.json|\\.ubj)"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void predictsWhatPythonPredicts(String file) throws IOException {
    List<String> expected = expected(file);
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve(file))) {
      Rows rows = rows(model.width());
      Predictions values = model.predict(rows);
      Predictions margins = model.margins(rows);

      assertEquals(expected.size(), values.count());
      for (int row = 0; row < values.count(); row++) {
        String[] bits = expected.get(row).split("\\|");
        assertClose(bits[0], values, row, LINK_ULPS);
        assertClose(bits[1], margins, row, 0);
      }
    }
  }

  @Test
  void everyModelIsThere() throws IOException {
    assertEquals(29, files().count());
  }

  private static List<String> expected(String file) throws IOException {
    String model = file.replaceFirst("(/xgboost-model|\\.json|\\.ubj)$", "");
    return Files.readAllLines(GOLDEN.resolve(model + ".txt"));
  }

  private static Rows rows(int width) throws IOException {
    byte[] csv = Files.readAllBytes(GOLDEN.resolve("rows.csv"));
    return switch (new RowsReader(width).read(MediaType.CSV, csv)) {
      case RowsResult.Valid(Rows rows) -> rows;
      case RowsResult invalid -> throw new AssertionError(invalid.toString());
    };
  }

  private static void assertClose(String bits, Predictions found, int row, int ulps) {
    String[] words = bits.split(",");
    assertEquals(words.length, found.width());
    for (int i = 0; i < words.length; i++) {
      int expected = Integer.parseUnsignedInt(words[i], 16);
      int actual = Float.floatToRawIntBits((float) found.value(row, i));
      assertTrue(
          Math.abs(expected - actual) <= ulps,
          () ->
              "row "
                  + row
                  + ": "
                  + Float.intBitsToFloat(expected)
                  + ", found bits "
                  + Integer.toHexString(actual));
    }
  }
}
