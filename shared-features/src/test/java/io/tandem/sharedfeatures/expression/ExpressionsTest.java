package io.tandem.sharedfeatures.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.fault.DefinitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expression language: operators, what binds tighter, and faults with their column. */
class ExpressionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 + 2 * 3            | {}                   | 7.0
          (1 + 2) * 3          | {}                   | 9.0
          10 - 4 - 3           | {}                   | 3.0
          100 / 10 / 5         | {}                   | 2.0
          -2 - -3              | {}                   | 1.0
          - x * y              | {"x": 2, "y": 3}     | -6.0
          1.5e3 + 2E-1         | {}                   | 1500.2
          7 % 3                | {}                   | 1.0
          -7 % 3               | {}                   | 2.0
          7 % -3               | {}                   | -2.0
          x % 7                | {"x": 1e300}         | 1.0
          x % 0                | {"x": 7}             | missing
          x / y                | {"x": 1, "y": 0}     | missing
          x / y                | {"x": 0, "y": 0}     | missing
          x / y                | {"x": 1}             | missing
          x + y                | {"y": 1}             | missing
          1 < 2                | {}                   | 1.0
          2 <= 1               | {}                   | 0.0
          x == x               | {}                   | missing
          x != y               | {"x": 1, "y": 1}     | 0.0
          1 + 1 == 2           | {}                   | 1.0
          x > 1 and y > 1      | {"x": 0}             | 0.0
          x > 1 and y > 1      | {"x": 2}             | missing
          x > 1 and y > 1      | {"x": 2, "y": 2}     | 1.0
          x > 1 or y > 1       | {"x": 2}             | 1.0
          x > 1 or y > 1       | {"x": 0}             | missing
          x > 1 or y > 1       | {"x": 0, "y": 0}     | 0.0
          not f                | {"f": true}          | 0.0
          not f                | {}                   | missing
          not not f            | {"f": true}          | 1.0
          not x == 1           | {"x": 2}             | 1.0
          f or f and g         | {"f": true, "g": false} | 1.0
          (f or f) and g       | {"f": true, "g": false} | 0.0
          not f and g          | {"f": false, "g": true} | 1.0
          f + f                | {"f": true}          | 2.0
          s == t               | {"s": "a", "t": "a"} | 1.0
          s == t               | {"s": "a", "t": "A"} | 0.0
          s != 'a'             | {"s": "a"}           | 0.0
          s == t               | {"s": "a"}           | missing
          s in ['a', 'b']      | {"s": "b"}           | 1.0
          s in ['a', 'b']      | {"s": "c"}           | 0.0
          s in ['a', 'b']      | {}                   | missing
          x in [1, -2]         | {"x": -2}            | 1.0
          x in [1, -2]         | {"x": 2}             | 0.0
          x in [1]             | {}                   | missing
          exp(x) - exp(x)      | {"x": 1000}          | missing
          """)
  void giveWhatTheyAlwaysGave(String expression, String order, String expected) {
    assertEquals(expected, Sample.value(expression, order));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          logp1(x)             | unknown function logp1; did you mean log1p? at column 1
          1 + amout            | unknown name amout at column 5
          xx                   | unknown name xx; did you mean x? at column 1
          label                | unknown name label at column 1
          (x                   | expected ), found the end at column 3
          x)                   | unexpected ) at column 2
          x y                  | unexpected y at column 3
          x '+' y              | unexpected '+' at column 3
          x +                  | expected a value, found the end at column 4
          * x                  | expected a value, found * at column 1
          x $ y                | unexpected $ at column 3
          s == 'a              | a text without its closing quote at column 6
          1.2.3                | not a number, or too large for one: 1.2.3 at column 1
          1e999                | not a number, or too large for one: 1e999 at column 1
          2d                   | not a number, or too large for one: 2d at column 1
          1.                   | not a number, or too large for one: 1. at column 1
          s + 1                | expected a number, found a text at column 1
          x and f              | expected a flag, found a number at column 1
          not x                | expected a flag, found a number at column 1
          -s                   | expected a number, found a text at column 1
          s < t                | texts compare with == and != only, found < at column 1
          s == 1               | expected a number, found a text at column 1
          x in ['a']           | a list of texts, beside a number at column 1
          x in [1, 'a']        | a list holds either numbers or texts at column 1
          s in [1]             | expected a number, found a text at column 1
          x in []              | expected a number or a 'text' at column 7
          s in [t]             | expected a number or a 'text' at column 7
          x in [1              | expected ], found the end at column 8
          log(x, y)            | log(number) takes 1 arguments, found 2 at column 1
          log()                | log(number) takes 1 arguments, found 0 at column 1
          coalesce(x)          | coalesce(number, number, ...) takes 2 or more arguments, found 1 at column 1
          log(s)               | log(number) takes a number as argument 1, found a text at column 1
          hour(x, zone)        | hour(time[, zone[, zone]]) takes a time as argument 1, found a number at column 1
          sum(x)               | sum(number) folds an array, but its argument has one value per order at column 1
          sum(sum(v))          | sum(number) folds an array, but its argument has one value per order at column 1
          v + length(tag)      | two different arrays meet at column 1
          argmax(tag, v)       | two different arrays meet at column 1
          """)
  void aFaultNamesItsColumn(String expression, String fault) {
    DefinitionException e =
        assertThrows(
            DefinitionException.class, () -> Sample.read(Sample.feature(expression)).features());

    assertEquals("$.features[0].value: " + fault, e.problems().get(0));
  }

  @Test
  void deepNestingIsRefusedInsteadOfExhaustingTheStack() {
    for (String open : new String[] {"(", "-", "abs("}) {
      DefinitionException e =
          assertThrows(
              DefinitionException.class,
              () -> Sample.read(Sample.feature(open.repeat(900) + "x")).features());
      assertTrue(e.problems().get(0).contains("nested deeper than 100"), e.getMessage());
    }
  }

  @Test
  void aLongChainIsEvaluatedAndALongerOneRefused() {
    assertEquals("2000.0", Sample.value("x" + " + x".repeat(1_999), "{\"x\": 1}"));

    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () -> Sample.read(Sample.feature("x" + " + x".repeat(2_000))).features());
    assertTrue(e.problems().get(0).contains("has more than 4000 words"), e.getMessage());
  }

  @Test
  void aFoldWithinAFoldCostsTheArraysLengthOnly() {
    StringBuilder items = new StringBuilder("{\"v\": 1}");
    for (int i = 1; i < 2_000; i++) {
      items.append(", {\"v\": 1}");
    }
    String order = "{\"items\": [" + items + "]}";

    // Eight levels would take 2000^8 steps if the inner folds were computed for every element.
    String value =
        Sample.value("sum(v*mean(v*mean(v*mean(v*mean(v*mean(v*mean(v*mean(v))))))))", order);

    assertEquals("2000.0", value);
  }

  @Test
  void aRememberedValueIsComputedAnewForTheNextOrder() {
    FeatureSet features = Sample.unfitted(Sample.SOURCES, Sample.feature("sum(v - mean(v) + x)"));
    Extractor extractor = features.orders();

    float[] first = values(extractor, "{\"x\": 1, \"items\": [{\"v\": 4}, {\"v\": 8}]}");
    float[] second = values(extractor, "{\"x\": 5, \"items\": [{\"v\": 1}]}");

    assertEquals(2, first[0]);
    assertEquals(5, second[0]);
  }

  private static float[] values(Extractor extractor, String order) {
    return ((Extraction.Vector) extractor.extract(Sample.bytes(order))).values();
  }

  /** Evaluating a side twice on every level would take 2^60 steps. */
  @Test
  @Timeout(20)
  void nestedComparisonsCostWhatTheySay() {
    String nested = "(".repeat(60) + "x" + " < 2)".repeat(60);

    Extraction extraction =
        Sample.fitted(Sample.feature(nested), "{\"x\": 1}")
            .orders()
            .extract("{\"x\": 1}".getBytes(UTF_8));

    assertEquals(1, ((Extraction.Vector) extraction).values()[0]);
  }
}
