package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models trained by XGBoost 1.7 in Python and by every version that Maven Central has in Java, with
 * what those versions predict; see make_models.py and MakeModels.java. Trees are summed in the same
 * order and precision since 1.3, so every bit is the same.
 */
final class GoldenModelsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** The library reads none of these; VectorLeavesTest has their message. */
  private static final Pattern REFUSED =
      Pattern.compile("xgboost-java/(2|3\\.0)\\..*/tiny-vector-leaves.*");

  /** XGBoost itself predicts otherwise since: the base score was a probability, now is a margin. */
  private static final String CHANGED = "xgboost-java/1.0.0/tiny-logitraw.json";

  static Stream<String> files() throws IOException {
    return written()
        .filter(
            name -> !isTooOld(name) && !name.equals(CHANGED) && !REFUSED.matcher(name).matches());
  }

  static Stream<String> tooOld() throws IOException {
    return written().filter(GoldenModelsTest::isTooOld);
  }

  private static boolean isTooOld(String file) {
    return file.startsWith("xgboost-java/0.");
  }

  private static Stream<String> written() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    return files.stream()
        .map(file -> GOLDEN.relativize(file).toString())
        .filter(name -> name.matches("xgboost-.*(xgboost-model|\\.json|\\.ubj)"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void predictsWhatItsVersionPredicted(String file) throws IOException {
    List<String> expected = expected(file);
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve(file))) {
      RowMatrix rows = rows(model.width()).slice(0, expected.size());
      Predictions values = model.predict(rows);
      Predictions margins = model.margins(rows);

      assertEquals(expected.size(), values.count());
      for (int row = 0; row < values.count(); row++) {
        String[] bits = expected.get(row).split("\\|", -1);
        if (addsTheBaseScoreLast(file)) {
          assertClose(bits[0], values, row);
          assertClose(bits[1], margins, row);
        } else {
          assertSameBits(bits[0], values, row);
          assertSameBits(bits[1], margins, row);
        }
      }
    }
  }

  /** Before 1.3 (dart: 1.4) the trees were added up before the base score was added to them. */
  private static boolean addsTheBaseScoreLast(String file) {
    return file.matches("xgboost-java/1\\.([0-2]\\..*|3\\..*dart.*)");
  }

  @ParameterizedTest
  @MethodSource("files")
  void treesArePredictedHere(String file) {
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve(file))) {
      boolean unfit = file.matches(".*(gblinear|expectiles|vector-leaves).*");
      assertEquals(
          unfit ? "xgboost" : "trees", model.evaluator().name(), model.evaluator()::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("tooOld")
  void modelsOfVersionZeroAreNamed(String file) {
    ContainerException fault =
        assertThrows(
            ContainerException.class, () -> XgboostModel.load(GOLDEN.resolve(file)).close());

    assertEquals(
        "model file xgboost-model: it was written by XGBoost 0.x: load it with XGBoost 1.x and save"
            + " it as model.ubj; expected a model saved by XGBoost 1.0 or later"
            + " (Booster.save_model)",
        fault.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dart.ubj", "gblinear.ubj", "multi-softprob.ubj"})
  void manyThreadsGetTheSamePredictions(String file) throws Exception {
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve("xgboost-1.7").resolve(file));
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      RowMatrix rows = rows(model.width());
      Predictions expected = model.predict(rows);
      List<Callable<Integer>> calls =
          IntStream.range(0, 2000).mapToObj(i -> differences(model, rows, i, expected)).toList();
      for (Future<Integer> differences : threads.invokeAll(calls)) {
        assertEquals(0, differences.get());
      }
    }
  }

  private static Callable<Integer> differences(
      XgboostModel model, RowMatrix rows, int call, Predictions expected) {
    int row = call % rows.count();
    RowMatrix one = rows.slice(row, row + 1);
    return () -> {
      Predictions found = model.predict(one);
      int differences = 0;
      for (int i = 0; i < found.width(); i++) {
        differences += found.value(0, i) == expected.value(row, i) ? 0 : 1;
      }
      return differences;
    };
  }

  @Test
  void moreRowsThanOneCallTakesArePredictedAlike() throws IOException {
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve("xgboost-1.7/multi-softprob.ubj"))) {
      RowMatrix rows = rows(model.width());
      int copies = 250;
      float[] values = new float[copies * rows.count() * rows.width()];
      for (int i = 0; i < copies; i++) {
        int size = rows.count() * rows.width();
        System.arraycopy(rows.values(), 0, values, i * size, size);
      }
      Predictions few = model.predict(rows);
      Predictions many = model.predict(new RowMatrix(values, copies * rows.count(), rows.width()));
      for (int row = 0; row < many.count(); row++) {
        assertEquals(few.value(row % rows.count(), 3), many.value(row, 3));
      }
    }
  }

  @Test
  void everyModelIsThere() throws IOException {
    assertEquals(328, written().count());
  }

  private static List<String> expected(String file) throws IOException {
    String model = file.replaceFirst("(/xgboost-model|\\.json|\\.ubj)$", "");
    return Files.readAllLines(GOLDEN.resolve(model + ".txt"));
  }

  private static RowMatrix rows(int width) throws IOException {
    byte[] csv = Files.readAllBytes(GOLDEN.resolve("xgboost-1.7/rows.csv"));
    return switch (new RowsReader(width).read(MediaType.CSV, Body.of(csv).text())) {
      case RowsResult.Valid(RowMatrix rows) -> rows;
      case RowsResult invalid -> throw new AssertionError(invalid.toString());
    };
  }

  private static void assertClose(String bits, Predictions found, int row) {
    String[] expected = bits.split(",", -1);
    for (int i = 0; i < found.width(); i++) {
      float value = Float.intBitsToFloat(Integer.parseUnsignedInt(expected[i], 16));
      assertEquals(value, found.value(row, i), 4 * Math.ulp(Math.max(1, value)), "row " + row);
    }
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
