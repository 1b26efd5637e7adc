package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.explanation.Explainer;
import io.tandem.sharedfeatures.explanation.Explanation;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.text.Decimals;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, flags and labels that stand within JSON strings: {@code "from": "text"}. */
class TextNumbersTest {
  private static final String SOURCES =
      """
      {
        "amount": {"path": "$.amount", "type": "number", "from": "text", "range": [-1000, 1e300]},
        "count": {"path": "$.count", "type": "integer", "from": "text"},
        "vip": {"path": "$.vip", "type": "flag", "from": "text"},
        "price": {"path": "$.cart[*].price.N", "type": "number", "from": "text", "default": 7},
        "rate": {"path": "$.rates[*]", "type": "number", "from": "text"}
      }
      """;

  private static final String FEATURES =
      """
      {"name": "amount", "value": "amount"},
      {"name": "count", "value": "count"},
      {"name": "vip", "value": "vip"},
      {"name": "prices", "value": "sum(price)"},
      {"name": "rates", "value": "max(rate)"}
      """;

  private static final FeatureSet STRICT = Sample.unfitted(SOURCES, FEATURES);
  private static final FeatureSet LENIENT =
      Sample.unfitted(
          SOURCES.replace("\"from\": \"text\"", "\"from\": \"text\", \"wrong_type\": \"missing\""),
          FEATURES);

  /** Within a text and bare, also both in one order, the vector is the same to the bit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"amount": "12.50", "count": "3"}                      | {"amount": 12.50, "count": 3}
          {"amount": 12.50, "count": "3.0"}                      | {"amount": 12.5, "count": 3}
          {"amount": "1E+3", "count": "-2"}                      | {"amount": 1000, "count": -2}
          {"amount": "0.1000000000000000055511151231257827"}     | {"amount": 0.1}
          {"amount": "-0"}                                       | {"amount": 0}
          {"amount": "1e-400"}                                   | {"amount": 1e-400}
          {"amount": "1e-9992345678901234567890"}                | {"amount": 1e-9992345678901234567890}
          {"amount": "0e99999999999999999999"}                   | {"amount": 0e99999999999999999999}
          {"amount": " 5\\t"}                                    | {"amount": 5}
          {"amount": "\\u00a05\\u2009"}                          | {"amount": 5}
          {"amount": "+5", "count": "007"}                       | {"amount": 5, "count": 7}
          {"amount": ".5", "count": "5."}                        | {"amount": 0.5, "count": 5}
          {"amount": "", "count": " ", "vip": "\\u00a0"}         | {"amount": null, "count": null, "vip": null}
          {"vip": "true"}                                        | {"vip": true}
          {"vip": "False"}                                       | {"vip": false}
          {"vip": " TRUE "}                                      | {"vip": true}
          {"vip": false, "amount": "1"}                          | {"vip": false, "amount": 1}
          {"cart": [{"price": {"N": "1.25"}}, {"price": {"N": 2}}, {"price": {"NULL": true}}]} | {"cart": [{"price": {"N": 1.25}}, {"price": {"N": 2}}, {}]}
          {"cart": [{"price": {"N": ""}}], "rates": ["0.5", 0.25, null, ""]} | {"cart": [{}], "rates": [0.5, 0.25, null, null]}
          """)
  void areReadAsIfTheyStoodThereBare(String held, String bare) {
    assertArrayEquals(Sample.vector(STRICT, bare), Sample.vector(STRICT, held));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,234.50",
        "1.234,50",
        "12,50",
        "1 234",
        "1'234",
        "1_000",
        "0x10",
        "0x1p3",
        "1d",
        "5L",
        "NaN",
        "Infinity",
        "-",
        ".",
        "e5",
        "5e",
        "5e+",
        "--5",
        "5-",
        "(5)",
        "$5",
        "5 EUR",
        "5%",
        "1/2",
        "\u0665",
        "\uff15",
        "\u22125",
        "5\u00a0000",
        "true",
        "null",
        "x"
      })
  void whatIsNoPlainDecimalIsOfAWrongType(String text) {
    String order = "{\"amount\": " + Json.text(text).compact() + "}";

    assertEquals(
        "$.amount expected a number, found a string that holds none",
        Sample.rejection(STRICT, Sample.bytes(order)));
    assertArrayEquals(Sample.vector(LENIENT, "{}"), Sample.vector(LENIENT, order));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"amount": "-1000.01"}           | $.amount is outside [-1000, 1.0E300]
          {"amount": "1e400"}              | $.amount is outside [-1000, 1.0E300]
          {"count": "1e99999999999"}       | $.count is outside the range of a double
          {"count": "1.5"}                 | $.count expected a whole number, found one with a fraction
          {"count": "x"}                   | $.count expected a whole number, found a string that holds none
          {"count": "\\ud800"}             | $.count expected a whole number, found a string that holds none
          {"vip": "1"}                     | $.vip expected true or false, found a string that holds none
          {"vip": "yes"}                   | $.vip expected true or false, found a string that holds none
          {"vip": "fal\\u017fe"}           | $.vip expected true or false, found a string that holds none
          {"vip": 1}                       | $.vip expected true or false, found a number
          {"amount": ["5"]}                | $.amount expected a number, found an array
          {"amount": true}                 | $.amount expected a number, found true or false
          {"rates": ["1", "x"]}            | $.rates[1] expected a number, found a string that holds none
          """)
  void haveTheFaultsOfBareOnes(String order, String fault) {
    assertEquals(fault, Sample.rejection(STRICT, Sample.bytes(order)));
  }

  @Test
  void aNumberHasAsManyCharactersAsABareOne() {
    String longest = "0." + "1".repeat(Limits.NUMBER - 2);

    assertArrayEquals(
        Sample.vector(STRICT, "{\"amount\": %s}".formatted(longest)),
        Sample.vector(STRICT, "{\"amount\": \"%s\"}".formatted(longest)));
    assertEquals(
        "$.amount expected a number, found a string that holds none",
        Sample.rejection(STRICT, Sample.bytes("{\"amount\": \"%s1\"}".formatted(longest))));
  }

  @Test
  void anyDoubleReadsBack() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertEquals(value, Decimals.parse(Double.toString(value)));
      }
    }
  }

  @Test
  void aLabelMayStandWithinATextToo() {
    String definition =
        Sample.definition(SOURCES, FEATURES)
            .replace("\"$.label\"", "\"$.label\", \"label_from\": \"text\"");
    Extractor records =
        new Fitter(FeatureDefinition.read(Sample.bytes(definition))).finish().records();

    for (List<String> label :
        List.of(
            List.of("\"1\"", "1.0"),
            List.of("\"0.25\"", "0.25"),
            List.of("\"True\"", "1.0"),
            List.of("\"false\"", "0.0"),
            List.of("true", "1.0"),
            List.of("3", "3.0"))) {
      byte[] record = Sample.bytes("{\"order\": {}, \"label\": " + label.get(0) + "}");
      Extraction.Vector vector =
          assertInstanceOf(Extraction.Vector.class, records.extract(record), label::toString);
      assertEquals(label.get(1), String.valueOf(vector.values()[0]));
    }
    assertEquals(
        "$.label is required",
        String.valueOf(records.extract(Sample.bytes("{\"order\": {}, \"label\": \"\"}"))));
    assertEquals(
        "$.label expected true, false or a number, found a string that holds none",
        String.valueOf(records.extract(Sample.bytes("{\"order\": {}, \"label\": \"x\"}"))));
  }

  @Test
  void goldenOrdersKeepTheTextsAndHideThoseOfPersonalOnes() {
    String sources =
        """
        {"open": {"path": "$.open", "type": "number", "from": "text"},
         "closed": {"path": "$.closed", "type": "number", "from": "text", "personal": true}}
        """;
    Fitter fitter =
        new Fitter(Sample.read(sources, "{\"name\": \"f\", \"value\": \"open + closed\"}"));
    byte[] record =
        Sample.bytes("{\"order\": {\"open\": \"12.50\", \"closed\": \"98765\"}, \"label\": 1}");
    assertTrue(fitter.observe(record, 0, record.length).isEmpty());
    FeatureSet features = fitter.finish();

    assertEquals(
        "{\"open\":\"12.50\",\"closed\":1}",
        new String(features.goldenOrders().get(0), java.nio.charset.StandardCharsets.UTF_8));
    features.verifyGolden();
  }

  @Test
  void anExplanationShowsTheTextAndTheNumber() {
    Explanation explanation =
        assertInstanceOf(
            Explanation.class,
            Explainer.ofOrders(STRICT).explain(Sample.bytes("{\"amount\": \"12.50\"}")));

    assertEquals(
        "amount = 12.5\n  read   amount = 12.5   from $.amount: \"12.50\"\n",
        explanation.only(java.util.Set.of("amount")).toText());
  }
}
