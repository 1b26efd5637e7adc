package io.tandem.modelcontainertensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that TensorFlow 2.21 and Keras 3 saved, against what they answered themselves. */
final class GoldenModelsTest {
  /** Another version of the library adds up in another order. */
  private static final double TOLERANCE = 2e-6;

  private static final String[] SIX = {"a", "b", "c", "d", "e", "f"};
  private static final String[] NAMED = {"amount", "age", "items"};

  @ParameterizedTest
  @CsvSource({
    "keras, 1",
    "three-classes, 3",
    "label-beside, 3",
    "doubles, 1",
    "control-flow, 1",
    "only-signature, 1",
    "one-row, 1",
    "any-width, 1",
    "named-columns, 1"
  })
  void aModelAnswersAsItDidInPython(String name, int outputs) {
    String[] columns = name.equals("named-columns") ? NAMED : SIX;
    try (Model model = Golden.load(name, columns)) {
      assertEquals(columns.length, model.width());
      assertEquals(outputs, model.output().width());
      assertEquals(Kind.SCORE, model.output().kind());

      RowMatrix rows = Golden.rows(model.width(), 1);
      double[][] expected = Golden.answers(name);
      assertNear(expected, model.predict(rows));
      assertNear(expected, model.margins(rows));
      for (int row = 0; row < rows.count(); row++) {
        assertNear(new double[][] {expected[row]}, model.predict(rows.slice(row, row + 1)));
      }
    }
  }

  private static void assertNear(double[][] expected, Predictions found) {
    assertEquals(expected.length, found.count());
    for (int row = 0; row < expected.length; row++) {
      assertEquals(expected[row].length, found.width());
      for (int i = 0; i < expected[row].length; i++) {
        double size = Math.max(1, Math.abs(expected[row][i]));
        assertEquals(expected[row][i], found.value(row, i), TOLERANCE * size);
      }
    }
  }

  @Test
  void moreRowsThanOneRunTakesAreAnsweredInTheirOrder() {
    for (String name : List.of("three-classes", "doubles", "one-row")) {
      try (Model model = Golden.load(name)) {
        double[][] expected = Golden.answers(name);
        Predictions found = model.predict(Golden.rows(model.width(), 500));

        assertEquals(500 * expected.length, found.count());
        for (int row = 0; row < found.count(); row++) {
          double one = expected[row % expected.length][0];
          assertEquals(one, found.value(row, 0), TOLERANCE * Math.max(1, Math.abs(one)));
        }
      }
    }
  }

  @Test
  void doublesStayDoubles() {
    try (Model floats = Golden.load("keras");
        Model doubles = Golden.load("doubles")) {
      assertTrue(floats.predict(Golden.rows(6, 1)) instanceof Predictions.OfFloats);
      assertTrue(doubles.predict(Golden.rows(6, 1)) instanceof Predictions.OfDoubles);
    }
  }

  @Test
  void columnsAreTakenByNameWhereTheModelNamesThem() {
    RowMatrix rows = Golden.rows(3, 1);
    float[] turned = new float[rows.count() * 3];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = rows.value(i / 3, 2 - i % 3);
    }
    try (Model model = Golden.load("named-columns", "items", "age", "amount")) {
      assertEquals(List.of("items", "age", "amount"), model.columns());
      assertNear(
          Golden.answers("named-columns"), model.predict(new RowMatrix(turned, rows.count(), 3)));
    }
  }

  @Test
  void whatIsNoNumberIsAnsweredAsItIs() {
    try (Model model = Golden.load("not-finite")) {
      float[] values = new float[18];
      values[0] = -1;
      values[6] = 2;
      values[12] = Float.NaN;
      Predictions found = model.predict(new RowMatrix(values, 3, 6));

      assertTrue(Double.isNaN(found.value(0, 0)));
      assertEquals(Double.POSITIVE_INFINITY, found.value(1, 0));
      assertTrue(Double.isNaN(found.value(2, 0)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "any-width | input x does not state its number of columns: name them in manifest.json",
        "two-signatures | it has the signatures other, risk, of which none is serving_default:",
        "two-outputs | of the outputs of signature serving_default (a, b) it is not clear which one",
        "text-input | input x is not a tensor of float or double:",
        "named-columns | signature serving_default has several inputs (age, amount, items), which",
        "mixes-rows | a row gets other numbers among 2 rows than alone:",
        "one-number-for-all | its output has not one row of numbers for each of 1 rows",
        "reads-a-file | signature serving_default runs ReadFile, which reaches out of the model",
        "writes-in-a-branch | signature serving_default runs WriteFile, which reaches out of the",
        "calls-python | signature serving_default runs PyFunc, which reaches out of the model",
        "prints | signature serving_default runs PrintV2, which reaches out of the model",
      })
  void whatCannotBeServedIsOneLine(String name, String fault) {
    ContainerException refused =
        assertThrows(ContainerException.class, () -> Golden.load(name).close());
    String message = String.valueOf(refused.getMessage());

    assertTrue(message.startsWith("model file saved_model.pb: " + fault), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void otherColumnsThanTheModelNamesAreRefused() {
    ContainerException refused =
        assertThrows(
            ContainerException.class,
            () -> Golden.load("named-columns", "amount", "age", "price").close());

    assertTrue(
        String.valueOf(refused.getMessage())
            .contains("its inputs (age, amount, items) are not the columns of the manifest"));
  }
}
