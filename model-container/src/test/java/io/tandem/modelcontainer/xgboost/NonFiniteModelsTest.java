package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that hold NaN and infinite numbers, as XGBoost up to 2.1 has saved them. */
final class NonFiniteModelsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/non-finite");

  @Test
  void splitByCategoryHasNoCondition() {
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve("minimal.json"))) {
      assertArrayEquals(
          new float[] {0.26894143f, 0.7310586f, 0.26894143f, 0.7310586f},
          values(model, 0, 1, 2, 3));
    }
  }

  @ParameterizedTest
  @CsvSource({"onehot-2.1.4.json", "onehot-2.1.4.ubj"})
  void bothFormsPredictAlike(String file) {
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve(file))) {
      assertArrayEquals(
          new float[] {0.69848114f, 0.7274294f, 0.2963429f, 0.2963429f},
          values(model, 3, 0.5f, 11, -1, 0, 0, Float.NaN, 1));
    }
  }

  /** The library shows all of a model that it does not take. */
  @Test
  void whatTheLibrarySaysIsBounded(@TempDir Path folder) throws Exception {
    String json = Files.readString(GOLDEN.resolve("minimal.json"));
    Path file = folder.resolve("model.json");
    Files.writeString(file, json.replace("[2,1,4]", "{}"));

    ContainerException fault =
        assertThrows(ContainerException.class, () -> XgboostModel.load(file).close());

    String message = String.valueOf(fault.getMessage());
    assertTrue(message.length() < 450, message);
    assertTrue(message.contains("version"), message);
  }

  @Test
  void modelOfPythonIsRead() {
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve("onehot-python-1.7.4.json"))) {
      assertEquals(Evaluator.TREES, model.evaluator().name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"infinite-1.7.4.json", "infinite-1.7.4.ubj", "infinite-1.7.4.model"})
  void overflowedLeavesPredictAsInTheLibrary(String file) throws Exception {
    byte[] bytes = Files.readAllBytes(GOLDEN.resolve(file));
    ModelDocument document = ModelDocument.read(bytes);
    RowMatrix rows =
        new RowMatrix(new float[] {1, 2, 0, 1, -2, 0, -1, -2, 0, Float.NaN, 0, 0}, 4, 3);
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve(file));
        NativeBooster library =
            NativeBooster.load(document.bytes().array, ModelDescription.of(document.root()))) {
      float[] margins = library.margins(rows);

      assertEquals(Double.POSITIVE_INFINITY, margins[0]);
      assertEquals(Double.NEGATIVE_INFINITY, margins[2]);
      for (int row = 0; row < rows.count(); row++) {
        assertEquals(margins[row], model.margins(rows).value(row, 0));
      }
    }
  }

  private static float[] values(XgboostModel model, float... rows) {
    Predictions predictions =
        model.predict(new RowMatrix(rows, rows.length / model.width(), model.width()));
    float[] values = new float[predictions.count()];
    for (int row = 0; row < values.length; row++) {
      values[row] = (float) predictions.value(row, 0);
    }
    return values;
  }
}
