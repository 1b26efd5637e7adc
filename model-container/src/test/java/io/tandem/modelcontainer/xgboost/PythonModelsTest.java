package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import io.tandem.modelcontainer.model.Predictions;
import io.tandem.modelcontainer.model.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models trained by XGBoost 1.7 in Python, with what Python predicts; see make_models.py. Trees are
 * summed in the same order and precision, so every bit is the same.
 */
final class PythonModelsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final Path GOLDEN = Path.of("src/test/resources/golden/xgboost-1.7");

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
        String[] bits = expected.get(row).split("\\|", -1);
        assertSameBits(bits[0], values, row);
        assertSameBits(bits[1], margins, row);
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

  private static void assertSameBits(String bits, Predictions found, int row) {
    StringBuilder actual = new StringBuilder();
    for (int i = 0; i < found.width(); i++) {
      actual.append(i == 0 ? "" : ",");
      actual.append(HEX.toHexDigits(Float.floatToRawIntBits((float) found.value(row, i))));
    }
    assertEquals(bits, actual.toString(), "row " + row);
  }
}
