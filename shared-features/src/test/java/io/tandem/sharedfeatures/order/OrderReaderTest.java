package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Sample;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an order may look like, and what each fault of one is called. */
class OrderReaderTest {
  private static final String SOURCES =
      """
      {
        "amount": {"path": "$.order.amount", "type": "number", "required": true, "range": [0, 1000]},
        "attempt": {"path": "$.event.attempt", "type": "integer"},
        "gift": {"path": "$.order.gift", "type": "flag"},
        "time": {"path": "$.event.time", "type": "instant"},
        "day": {"path": "$.event.day", "type": "date"},
        "zone": {"path": "$.event.zone", "type": "zone"},
        "note": {"path": "$.note", "type": "text"},
        "price": {"path": "$.cart[*].price", "type": "number", "required": true, "range": [0, 1000]},
        "brand": {"path": "$.cart[*].brand", "type": "text"},
        "new": {"path": "$.cart[*].state.new", "type": "flag"},
        "tag": {"path": "$.tags[*]", "type": "text"}
      }
      """;

  /** The same, but nothing is required and every policy is {@code missing}. */
  private static final String LENIENT =
      SOURCES
          .replace(", \"required\": true", "")
          .replace("\"integer\"}", "\"integer\", \"out_of_range\": \"missing\"}")
          .replace("\"}", "\", \"wrong_type\": \"missing\"}")
          .replace("1000]}", "1000], \"wrong_type\": \"missing\", \"out_of_range\": \"missing\"}");

  private static final String FEATURES =
      """
      {"name": "amount", "value": "amount"},
      {"name": "attempt", "value": "attempt"},
      {"name": "gift", "value": "gift"},
      {"name": "hour", "value": "hour(time, zone)"},
      {"name": "day", "value": "day_of_month(day, zone)"},
      {"name": "note", "value": "length(note)"},
      {"name": "prices", "value": "sum(price)"},
      {"name": "brands", "value": "count_distinct(brand)"},
      {"name": "new", "value": "sum(new)"},
      {"name": "tags", "value": "count_distinct(tag)"},
      {"name": "lines", "value": "sum(coalesce(price, 0) == coalesce(price, 0))"}
      """;

  private static final FeatureSet STRICT_SET = Sample.unfitted(SOURCES, FEATURES);
  private static final FeatureSet LENIENT_SET = Sample.unfitted(LENIENT, FEATURES);
  private static final String CART = ", \"cart\": [{\"price\": 1}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"order": {"amount": "19.90"}}                 | $.order.amount expected a number, found a string; add "from": "text" to the source amount to read it
          {"order": {"amount": "19,90"}}                 | $.order.amount expected a number, found a string
          {"order": {"amount": true}}                    | $.order.amount expected a number, found true or false
          {"order": {"amount": {"a": 1}}}                | $.order.amount expected a number, found an object
          {"order": {"amount": [1]}}                     | $.order.amount expected a number, found an array
          {"order": {"amount": -0.01}}                   | $.order.amount is outside [0, 1000]
          {"order": {"amount": 1e400}}                   | $.order.amount is outside [0, 1000]
          {"order": {"amount": -1e999999999999}}         | $.order.amount is outside [0, 1000]
          {"event": {"attempt": 1.5}}                    | $.event.attempt expected a whole number, found one with a fraction
          {"event": {"attempt": 1e400}}                  | $.event.attempt is outside the range of a double
          {"event": {"attempt": "1"}}                    | $.event.attempt expected a whole number, found a string; add "from": "text" to the source attempt to read it
          {"order": {"gift": 1}}                         | $.order.gift expected true or false, found a number
          {"order": {"gift": "true"}}                    | $.order.gift expected true or false, found a string; add "from": "text" to the source gift to read it
          {"order": {"gift": "yes"}}                     | $.order.gift expected true or false, found a string
          {"event": {"time": 5}}                         | $.event.time expected a date and time with offset, as 2026-03-14T23:41:07+01:00, found a number
          {"event": {"time": "2026-03-14T23:41:07"}}     | $.event.time expected a date and time with offset, as 2026-03-14T23:41:07+01:00
          {"event": {"day": "2026-02-29"}}               | $.event.day expected a date, as 2026-03-14
          {"event": {"zone": 1}}                         | $.event.zone expected a time zone, as Europe/Berlin, found a number
          {"note": 5}                                    | $.note expected a string, found a number
          {"note": "\\ud800"}                            | $.note is not valid Unicode: it holds half a surrogate pair
          {"note": "\\udc00\\ud800"}                     | $.note is not valid Unicode: it holds half a surrogate pair
          {"order": 5}                                   | $.order expected an object, found a number
          {"order": [{"amount": 1}]}                     | $.order expected an object, found an array
          {"event": "x"}                                 | $.event expected an object, found a string
          {"cart": {}}                                   | $.cart expected an array, found an object
          {"cart": "x"}                                  | $.cart expected an array, found a string
          {"cart": [{"price": 1}, 7]}                    | $.cart[1] expected an object, found a number
          {"cart": [[]]}                                 | $.cart[0] expected an object, found an array
          {"cart": [{"price": 1}, {"price": "x"}]}       | $.cart[1].price expected a number, found a string
          {"cart": [{"price": 1}, {"price": 1001}]}      | $.cart[1].price is outside [0, 1000]
          {"cart": [{"price": 1, "state": 5}]}           | $.cart[0].state expected an object, found a number
          {"cart": [{"price": 1, "state": {"new": 0}}]}  | $.cart[0].state.new expected true or false, found a number
          {"cart": [{"price": 1}, {}]}                   | $.cart[1].price is required
          {"cart": [{"price": 1}, {"price": null}]}      | $.cart[1].price is required
          {"cart": [null]}                               | $.cart[0].price is required
          {"tags": ["a", 5]}                             | $.tags[1] expected a string, found a number
          {"tags": ["a", ["b"]]}                         | $.tags[1] expected a string, found an array
          {"tags": {"a": 1}}                             | $.tags expected an array, found an object
          """)
  void aFaultIsRejectedWithItsPlaceAndMissingUnderTheOtherPolicy(String order, String fault) {
    assertEquals(fault, Sample.rejection(STRICT_SET, Sample.bytes(order)));

    Sample.vector(LENIENT_SET, order);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"order": 5, "event": [1, {"a": 2}], "note": {"x": 1}, "cart": {"price": 1}, "tags": 5}            | 0
          {"order": {"amount": "5"}, "event": {"time": "x", "day": "y", "zone": {}}, "cart": [], "tags": []} | 0
          {"cart": [5, "x", [], {"price": "x", "brand": 5, "state": []}]}                                    | 4
          {"cart": [{"price": -1, "brand": {}, "state": {"new": 5}}, null]}                                  | 2
          """)
  void underThePolicyMissingAWrongTypeReadsAsAbsent(String order, int lines) {
    String absent = "{\"cart\": [" + "{},".repeat(lines).replaceAll(",$", "") + "]}";

    assertArrayEquals(Sample.vector(LENIENT_SET, absent), Sample.vector(LENIENT_SET, order));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"order": {}}                          | $.order.amount is required
          {}                                     | $.order.amount is required
          {"order": null}                        | $.order.amount is required
          {"order": {"amount": null}}            | $.order.amount is required
          {"order": {"amount": 1}}               | $.cart is required, with at least one element
          {"order": {"amount": 1}, "cart": null} | $.cart is required, with at least one element
          {"order": {"amount": 1}, "cart": []}   | $.cart is required, with at least one element
          """)
  void whatIsRequiredMustBeThere(String order, String fault) {
    assertEquals(fault, Sample.rejection(STRICT_SET, Sample.bytes(order)));
  }

  @Test
  void inATrainingRecordPlacesStartAtTheRecord() {
    Extractor records = STRICT_SET.records();

    assertEquals(
        "$.order.cart is required, with at least one element",
        records.extract(Sample.record("{\"order\": {\"amount\": 1}}")).toString());
    assertEquals(
        "$.order.cart[0].price is required",
        records.extract(Sample.record("{\"cart\": [{}]}")).toString());
    assertEquals(
        "$.label is required",
        records
            .extract(Sample.bytes("{\"order\": {\"order\": {\"amount\": 1}" + CART + "}}"))
            .toString());
    assertEquals(
        "$.label expected true, false or a number, found a string",
        records.extract(Sample.bytes("{\"label\": \"yes\"}")).toString());
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0", "0.25, 0.25", "-0.0, 0.0"})
  void theLabelIsAFlagOrANumberAndComesFirst(String label, float expected) {
    String record =
        "{\"label\": %s, \"order\": {\"order\": {\"amount\": 1}%s}}".formatted(label, CART);

    Extraction extraction = STRICT_SET.records().extract(Sample.bytes(record));

    assertEquals(expected, ((Extraction.Vector) extraction).values()[0]);
  }

  @Test
  void aBareOrderHasNoLabel() {
    Extraction extraction = STRICT_SET.orders().extract(Sample.bytes(order("1")));

    assertEquals(STRICT_SET.columns().size(), ((Extraction.Vector) extraction).values().length);
  }

  @ParameterizedTest
  @CsvSource({
    "100",
    "100.0",
    "1e2",
    "1E+2",
    "0.1e3",
    "1000e-1",
    "100.0000000000000000000000000000000001"
  })
  void aNumberCountsAndNotItsSpelling(String number) {
    assertArrayEquals(
        Sample.vector(STRICT_SET, order("100")), Sample.vector(STRICT_SET, order(number)));
  }

  @ParameterizedTest
  @CsvSource({
    "-0.0, 0.0",
    "2.0, 2.0",
    "-0, 0.0",
    "1e-400, 0.0",
    "12345678901234567890, 12345678901234567000"
  })
  void wholeNumbersReadAsDoubles(String number, double expected) {
    String order =
        "{\"event\": {\"attempt\": %s}, \"order\": {\"amount\": 1}%s}".formatted(number, CART);

    assertEquals(
        Float.floatToIntBits((float) expected),
        Float.floatToIntBits(Sample.vector(STRICT_SET, order)[1]));
  }

  @Test
  void aNumberOfFourHundredCharactersIsReadAndALongerOneIsNot() {
    String zeros = "0".repeat(398);

    assertEquals(1, Sample.vector(STRICT_SET, order("1." + zeros))[0]);
    for (String tooLong :
        List.of(
            order("1." + zeros + "000"),
            order("9".repeat(401)),
            "{\"unread\": " + "9".repeat(401) + "}")) {
      assertBeyondLimit("has a number of more than 400 characters", tooLong);
    }
  }

  /** Where exactly the parser stands is its own affair. */
  private static void assertBeyondLimit(String fault, String order) {
    assertEquals("$ " + fault + " at column N", withoutColumn(rejection(order)));
  }

  private static String withoutColumn(String fault) {
    return fault.replaceAll("column [0-9]+", "column N");
  }

  @Test
  void textsAreBounded() {
    assertEquals(4096, Sample.vector(STRICT_SET, note("a".repeat(4096)))[5]);
    assertEquals("$.note is longer than 4096 characters", rejection(note("a".repeat(4097))));
    assertBeyondLimit(
        "has a text of more than 65536 characters", "{\"note\": \"" + "a".repeat(65_537) + "\"}");
    assertBeyondLimit(
        "has a field name of more than 1024 characters", "{\"" + "a".repeat(1_025) + "\": 1}");
    Sample.vector(
        STRICT_SET,
        order("1").replace("{\"order\"", "{\"unread\": \"" + "a".repeat(60_000) + "\", \"order\""));
  }

  @Test
  void anArrayHasTwoThousandElementsAndNoMore() {
    String line = "{\"price\": 1}";
    String most = line + ("," + line).repeat(1_999);

    assertEquals(
        2_000,
        Sample.vector(STRICT_SET, "{\"order\": {\"amount\": 1}, \"cart\": [" + most + "]}")[6]);
    assertEquals(
        "$.cart has more than 2000 elements", rejection("{\"cart\": [" + most + "," + line + "]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void depthIsBoundedAlsoWhereNobodyReads(String open) {
    String deep = "{\"unread\": " + open.repeat(10_000);

    assertBeyondLimit("is nested deeper than 64 levels", deep);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                        | $ is empty, expected a JSON object
          `  `                      | $ is empty, expected a JSON object
          5                         | $ expected an object, found a number
          []                        | $ expected an object, found an array
          "a"                       | $ expected an object, found a string
          true                      | $ expected an object, found true or false
          null                      | $ expected an object, found null
          {"a": 1                   | $ ends before the JSON value is complete at column 8
          {"a": 1} {}               | $ has something after the end of its JSON object at column 10
          {"a": 1} x                | $ has something after the end of its JSON object at column 11
          {"a": 1}}                 | $ has something after the end of its JSON object at column 9
          {"a": 1, "a": 1}          | $ holds the same field twice at column 13
          {"u": {"a": 1, "a": 1}}   | $ holds the same field twice at column 19
          {"u": [{"a": 1, "a": 1}]} | $ holds the same field twice at column 20
          {"note": 1, "note": 1}    | $.note expected a string, found a number
          {"note": "", "note": ""}  | $.note is there twice at column 20
          {"cart": [], "cart": []}  | $.cart is there twice at column 20
          {"cart": null, "cart": 1} | $.cart is there twice at column 20
          {"cart": [{"price": 1, "u": 1, "price": 1}]} | $.cart[0].price is there twice at column 20
          {"cart": [{"price": 1}, {"price": 1, "u": 1, "u": 1}]} | $.cart[1] holds the same field twice at column 20
          {"note": 5, {}            | $.note expected a string, found a number
          {"a": NaN}                | $ has NaN or Infinity, which JSON has not: write null for what is missing at column 10
          {"a": -Infinity}          | $ has NaN or Infinity, which JSON has not: write null for what is missing at column 16
          {"a": nan}                | $ is not valid JSON at column 10
          {'a': 1}                  | $ is not valid JSON at column 3
          {"a": 01}                 | $ is not valid JSON at column 8
          {"a": 1,}                 | $ is not valid JSON at column 10
          {"a": "\\x"}              | $ is not valid JSON at column 10
          // {}                     | $ is not valid JSON at column 2
          """)
  void whatIsNotOneJsonObjectIsRejected(String body, String fault) {
    assertEquals(withoutColumn(fault), withoutColumn(rejection(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"note\": \"x\", \"u\": {\"note\": {\"note\": 1, \"u\": 1}, \"u\": [{\"u\": 1}, {\"u\": 1}]}",
        "\"u\": {\"order\": 1}, \"v\": {\"order\": 1, \"u\": {\"order\": 1}}",
        "\"tags\": [\"a\", \"a\"], \"u\": [1, 1, {}, {}]"
      })
  void objectsWithinEachOtherAndBesideMayHaveFieldsOfOneName(String fields) {
    assertEquals(1, Sample.vector(STRICT_SET, "{" + fields + "," + order("1").substring(1))[0]);
  }

  @Test
  void aByteOrderMarkIsAllowed() {
    byte[] order = Sample.bytes("\ufeff" + order("7"));

    assertEquals(7, ((Extraction.Vector) STRICT_SET.orders().extract(order)).values()[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void onlyUtf8IsRead(String charset) {
    byte[] order = order("7").getBytes(Charset.forName(charset));

    String rejection = Sample.rejection(STRICT_SET, order);

    assertEquals("$ is not valid ", rejection.substring(0, 15));
  }

  @Test
  void overlongUtf8IsRejectedAlsoWhereNobodyReads() {
    byte[] order = "{\"unread\": \"\u00c0\u00af\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertEquals("$ is not valid UTF-8 at byte 13", Sample.rejection(STRICT_SET, order));
  }

  @Test
  void aPartOfAnArrayIsAnOrder() {
    byte[] order = Sample.bytes(order("7"));
    byte[] bytes = Sample.bytes("\u00c0{x" + order("7") + "\u00c0}");

    Extraction extraction = STRICT_SET.orders().extract(bytes, 4, order.length);

    assertEquals(7, ((Extraction.Vector) extraction).values()[0]);
  }

  @Test
  void nothingOfAnOrderStaysForTheNext() {
    Extractor extractor = STRICT_SET.orders();
    String full =
        """
        {"order": {"amount": 5, "gift": true}, "note": "abc", "tags": ["a", "b"],
         "event": {"attempt": 3, "time": "2026-03-14T23:41:07+01:00", "day": "2026-03-14", "zone": "Asia/Tokyo"},
         "cart": [{"price": 1, "brand": "a", "state": {"new": true}}, {"price": 2, "brand": "b"}]}
        """;
    String bare = order("5");
    float[] expected = Sample.vector(STRICT_SET, bare);

    extractor.extract(Sample.bytes(full));
    Extraction afterFull = extractor.extract(Sample.bytes(bare));
    extractor.extract(Sample.bytes(full.replace("]}\n", "")));
    Extraction afterCut = extractor.extract(Sample.bytes(bare));

    assertArrayEquals(expected, ((Extraction.Vector) afterFull).values());
    assertArrayEquals(expected, ((Extraction.Vector) afterCut).values());
  }

  @Test
  void severalSourcesReadOnePath() {
    FeatureSet features =
        Sample.unfitted(
            """
            {"as_number": {"path": "$.a", "type": "number", "wrong_type": "missing"},
             "as_text": {"path": "$.a", "type": "text", "wrong_type": "missing"},
             "with_default": {"path": "$.a", "type": "number", "default": 7, "wrong_type": "missing"}}
            """,
            """
            {"name": "n", "value": "as_number"}, {"name": "t", "value": "length(as_text)"},
            {"name": "d", "value": "with_default"}
            """);

    assertArrayEquals(new float[] {5, Float.NaN, 5}, Sample.vector(features, "{\"a\": 5}"));
    assertArrayEquals(new float[] {Float.NaN, 2, 7}, Sample.vector(features, "{\"a\": \"ab\"}"));
    assertArrayEquals(new float[] {Float.NaN, Float.NaN, 7}, Sample.vector(features, "{}"));
  }

  @Test
  void aDefaultStandsForWhateverIsMissing() {
    FeatureSet features =
        Sample.unfitted(
            """
            {"n": {"path": "$.n", "type": "number", "default": 7, "range": [0, 10], "out_of_range": "missing"},
             "s": {"path": "$.s", "type": "text", "default": "abc"},
             "f": {"path": "$.f", "type": "flag", "default": true},
             "time": {"path": "$.time", "type": "instant", "default": "2026-03-14T12:00:00Z"},
             "zone": {"path": "$.zone", "type": "zone", "default": "Asia/Tokyo"},
             "v": {"path": "$.a[*].v", "type": "number", "default": 3},
             "k": {"path": "$.a[*].k", "type": "text", "default": "d"}}
            """,
            """
            {"name": "n", "value": "n"}, {"name": "s", "value": "length(s)"}, {"name": "f", "value": "f"},
            {"name": "hour", "value": "hour(time, zone)"}, {"name": "v", "value": "sum(v)"},
            {"name": "k", "value": "sum(length(k))"}
            """);

    assertArrayEquals(new float[] {7, 3, 1, 21, 0, 0}, Sample.vector(features, "{}"));
    assertArrayEquals(
        new float[] {7, 3, 1, 21, 7, 3},
        Sample.vector(
            features,
            "{\"n\": 11, \"s\": \" \", \"f\": null, \"zone\": \"Mars/Olympus\","
                + " \"a\": [null, {\"v\": 4, \"k\": \" \"}, {\"v\": 0, \"k\": \"x\"}]}"));
  }

  private static String order(String amount) {
    return "{\"order\": {\"amount\": " + amount + "}" + CART + "}";
  }

  private static String note(String note) {
    return "{\"note\": \"" + note + "\", \"order\": {\"amount\": 1}" + CART + "}";
  }

  private static String rejection(String order) {
    return Sample.rejection(STRICT_SET, Sample.bytes(order));
  }
}
