package io.tandem.modelcontainertorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules saved by the oldest and the newest PyTorch there is here give PyTorch's own numbers. */
final class GoldenModelsTest {
  /** More than one run takes. */
  private static final int MANY = 10_000;

  @ParameterizedTest
  @MethodSource("io.tandem.modelcontainertorch.GoldenModel#all")
  void givesTheNumbersOfPyTorch(GoldenModel golden) throws IOException {
    RowMatrix rows = golden.rows();
    double[] expected = golden.expected();
    try (Model model = golden.load()) {
      GoldenModel.assertNear(expected, model.predict(rows));
      GoldenModel.assertNear(expected, model.margins(rows));
      int width = model.output().width();
      for (int row = 0; row < rows.count(); row++) {
        GoldenModel.assertNear(
            Arrays.copyOfRange(expected, row * width, (row + 1) * width),
            model.predict(rows.slice(row, row + 1)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classes", "double"})
  void moreRowsThanOneRunTakesAreInTheirOrder(String name) throws IOException {
    GoldenModel golden = GoldenModel.newest(name);
    RowMatrix rows = golden.rows();
    double[] expected = golden.expected();
    float[] values = new float[MANY * golden.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.values()[i % (rows.count() * golden.width())];
    }
    try (Model model = golden.load()) {
      Predictions found = model.predict(new RowMatrix(values, MANY, golden.width()));

      double[] repeated = new double[MANY * model.output().width()];
      Arrays.setAll(repeated, i -> expected[i % expected.length]);
      GoldenModel.assertNear(repeated, found);
      assertEquals(name.equals("double"), found instanceof Predictions.OfDoubles);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "logits", "classes", "norm", "residual", "double", "wide"})
  void theWidthIsThatOfTheFirstLayer(String name) {
    GoldenModel golden = GoldenModel.newest(name);
    try (Model model = new TorchEngine().load(golden.file(), Stated.NOTHING)) {
      assertEquals(golden.width(), model.width());
    }
  }

  /** What the comparison would say if they did not. */
  @Test
  void otherNumbersAreSeen() throws IOException {
    double[] others = GoldenModel.newest("mlp").expected();
    others[1] += 1e-5;
    try (Model model = GoldenModel.newest("mlp").load()) {
      Predictions found = model.predict(GoldenModel.newest("mlp").rows());
      assertThrows(AssertionError.class, () -> GoldenModel.assertNear(others, found));
    }
  }
}
