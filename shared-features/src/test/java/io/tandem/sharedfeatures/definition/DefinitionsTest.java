package io.tandem.sharedfeatures.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.DeferredPaymentTest;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a definition is said with its place, and all of it at once. */
class DefinitionsTest {
  private static final String X = "{\"x\": {\"path\": \"$.x\", \"type\": \"number\"}}";

  private static final String ENCODINGS =
      "one-hot, multi-hot, ordinal, hash, hash-bag, target-mean, frequency, standardize, min-max,"
          + " robust-scale, winsorize, impute, bucketize, quantile-bin";

  @Test
  void allProblemsAreReportedTogether() {
    String definition =
        """
        {"name": "sample", "version": 0, "dialekt": 1,
         "record": {"order": "$.order", "label": "$.label"},
         "sources": {
           "amount": {"path": "$.order.amount", "type": "numbre"},
           "price": {"path": "cart.price", "type": "number"},
           "time": {"path": "$.time", "type": "instant", "requierd": true}
         },
         "features": [
           {"name": "a", "value": "logp1(1)"},
           {"name": "b", "value": "price"},
           {"name": "a", "value": "1 +", "encode": {"onehot": {}}},
           {"value": "1"}
         ]}
        """;

    assertEquals(
        List.of(
            "$.version: expected a whole number from 1 to 2147483647",
            "$.sources.amount.type: expected one of date, flag, instant, integer, number, text, zone;"
                + " did you mean number?",
            "$.sources.price.path: expected a path such as $.order.amount or $.cart[*].price",
            "$.sources.time: unknown field requierd; did you mean required?",
            "$.features[0].value: unknown function logp1; did you mean log1p? at column 1",
            "$.features[2].name: a feature named a stands before",
            "$.features[2].value: expected a value, found the end at column 4",
            "$.features[2].encode: expected an object with one of "
                + ENCODINGS
                + "; did you mean one-hot?",
            "$.features[3]: lacks name",
            "$: unknown field dialekt; did you mean dialect?"),
        problems(definition));
  }

  @Test
  void expressionsOverFaultySourcesAreCheckedAsFarAsTheyCanBe() {
    String definition =
        """
        {"name": "sample", "version": 1, "dialect": 1, "record": {"order": "$", "label": "$.label"},
         "sources": {
           "amount": {"path": "$.amount", "type": "number", "range": [9, 1]},
           "price": {"path": "$.cart[*].price", "type": "float"},
           "name": {"path": "name", "type": "text"}
         },
         "features": [
           {"name": "a", "value": "lower(amount)"},
           {"name": "b", "value": "sum(price) + logp1(amount)"},
           {"name": "c", "value": "length(name) + sum(price * amount)"},
           {"name": "d", "value": "count(price) + nothing"},
           {"name": "e", "value": "name", "encode": {"hash": {"buckets": 4}}}
         ]}
        """;

    assertEquals(
        List.of(
            "$.sources.amount.range: expected two numbers, the smaller first",
            "$.sources.price.type: expected one of date, flag, instant, integer, number, text, zone;"
                + " did you mean number?",
            "$.sources.name.path: expected a path such as $.order.amount or $.cart[*].price",
            "$.features[0].value: lower(text) takes a text as argument 1, found a number at column 1",
            "$.features[1].value: unknown function logp1; did you mean log1p? at column 14",
            "$.features[3].value: unknown name nothing at column 16"),
        problems(definition));
  }

  @Test
  void zonesThatDoNotExistAreReportedWhereverTheyStand() {
    String definition =
        """
        {"name": "sample", "version": 1, "dialect": 1, "record": {"order": "$", "label": "$.label"},
         "sources": {
           "time": {"path": "$.time", "type": "instant"},
           "market": {"path": "$.market", "type": "text"}
         },
         "tables": {
           "zones": {"values": {"DE": "Europe/Berln", "GB": "Europe/London"}, "otherwise": "UTC"},
           "names": {"values": {"DE": "Germany"}}
         },
         "values": {"market_zone": "lookup(zones, market)"},
         "features": [
           {"name": "a", "value": "hour(time, zone('Europe/Pariss'))"},
           {"name": "b", "value": "hour(time, zone(coalesce_text(market_zone, 'UTC')))"},
           {"name": "c", "value": "hour(time, zone(market_zone))"},
           {"name": "d", "value": "length(lookup(names, market))"}
         ]}
        """;

    assertEquals(
        List.of(
            "$.features[0].value: zone(text): there is no time zone Europe/Pariss; did you mean"
                + " Europe/Paris? at column 12",
            "$.tables.zones: zone takes its values, but there is no time zone Europe/Berln; did you"
                + " mean Europe/Berlin?"),
        problems(definition));
  }

  @Test
  void aVocabularyOfPersonalTextsIsNotLearned() {
    String sources = "{\"email\": {\"path\": \"$.email\", \"type\": \"text\", \"personal\": true}}";
    String learned =
        "{\"name\": \"e\", \"value\": \"domain(email)\", \"encode\": {\"one-hot\": {}}}";
    String hashed =
        "{\"name\": \"e\", \"value\": \"domain(email)\", \"encode\": {\"hash\": {\"buckets\": 8}}}";

    DefinitionException refused =
        assertThrows(DefinitionException.class, () -> Sample.read(sources, learned));

    assertEquals(
        List.of(
            "$.features[0].encode: would learn single values computed from the personal source email; list the"
                + " values, or encode with hash"),
        refused.problems());
    assertEquals("sample", Sample.read(sources, hashed).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "type": "number"                                         | ``
          "type": "number", "range": [1, 0]                        | .range: expected two numbers, the smaller first
          "type": "number", "range": [1]                           | .range: expected two numbers, the smaller first
          "type": "number", "range": [1, 1e400]                    | .range: expected two numbers, the smaller first
          "type": "text", "range": [1, 2]                          | : only a number or integer has a range
          "type": "flag", "out_of_range": "missing"                | : only a number or integer has a range
          "type": "number", "wrong_type": "ignore"                 | .wrong_type: expected one of missing, reject
          "type": "number", "default": "1"                         | .default: expected a number
          "type": "number", "default": 1e400                       | .default: is outside the range of a double
          "type": "number", "range": [0, 10], "default": 11        | .default: is outside [0, 10]
          "type": "number", "range": [0, 10], "default": 10        | ``
          "type": "integer", "default": 1.5                        | .default: expected a whole number
          "type": "integer", "default": 2.0                        | ``
          "type": "flag", "default": 1                             | .default: expected true or false
          "type": "text", "default": " "                           | .default: expected a string
          "type": "text", "default": "\\ud800"                     | .default: expected a string
          "type": "instant", "default": "2026-02-30T00:00:00Z"     | .default: expected a date and time with offset, as 2026-03-14T23:41:07+01:00
          "type": "date", "default": "2026-2-3"                    | .default: expected a date, as 2026-03-14
          "type": "zone", "default": "Mars/Olympus"                | .default: expected a time zone, as Europe/Berlin
          "type": "number", "required": true, "default": 1         | : required and default exclude each other
          "type": "number", "required": 1                          | .required: expected true or false
          "type": "number", "personal": "yes"                      | .personal: expected true or false
          "type": "number", "from": "text"                         | ``
          "type": "integer", "from": "text", "default": 2          | ``
          "type": "flag", "from": "text"                           | ``
          "type": "number", "from": "string"                       | .from: expected one of text; did you mean text?
          "type": "number", "from": true                           | .from: expected one of text
          "type": "text", "from": "text"                           | : only a number, integer or flag is read from text
          "type": "instant", "from": "text"                        | : only a number, integer or flag is read from text
          """)
  void sourcesAreChecked(String fields, String problem) {
    String sources = "{\"x\": {\"path\": \"$.x\", " + fields + "}}";

    String definition = Sample.definition(sources, Sample.feature("1"));

    assertEquals(
        problem.isEmpty() ? List.of() : List.of("$.sources.x" + problem), problems(definition));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x                       | .path: expected a path such as $.order.amount or $.cart[*].price
          $.                      | .path: expected a path such as $.order.amount or $.cart[*].price
          $.a..b                  | .path: expected a path such as $.order.amount or $.cart[*].price
          $.a[0]                  | .path: expected a path such as $.order.amount or $.cart[*].price
          $.a[*].b[*].c           | .path: expected a path such as $.order.amount or $.cart[*].price
          $                       | .path: expected the path of a field, the order is an object
          $[*].a                  | .path: expected the path of a field, the order is an object
          $.a[*]                  | ``
          $.a b.24h               | ``
          """)
  void pathsAreChecked(String path, String problem) {
    String sources = "{\"x\": {\"path\": \"%s\", \"type\": \"number\"}}".formatted(path);

    List<String> problems = problems(Sample.definition(sources, Sample.feature("1")));

    assertEquals(problem.isEmpty() ? List.of() : List.of("$.sources.x" + problem), problems);
  }

  @ParameterizedTest
  @CsvSource({
    "$.a,       $.a.b,      $.sources.y.path: lies inside the value of x",
    "$.a.b,     $.a,        $.sources.x.path: lies inside the value of y",
    "$.a,       $.a[*].b,   $.sources.y.path: lies inside the value of x",
    "$.a[*],    $.a[*].b,   $.sources.y.path: lies inside the value of x",
    "$.a[*].b,  $.a.b,      $.sources.y.path: reads an object where x reads an array",
    "$.a.b,     $.a[*].b,   $.sources.y.path: reads an array where x reads an object",
  })
  void sourcesMustNotLieInOneAnother(String x, String y, String problem) {
    String sources =
        """
        {"x": {"path": "%s", "type": "text"}, "y": {"path": "%s", "type": "text"}}
        """
            .formatted(x, y);

    assertEquals(List.of(problem), problems(Sample.definition(sources, Sample.feature("1"))));
  }

  @ParameterizedTest
  @CsvSource({
    "$,          $.x,        $.sources.x.path: is the label",
    "$,          $.x.y,      $.record.label: lies inside the value of x",
    "$.order,    $.order,    $.sources.x.path: lies inside the value of label",
    "$.order,    $,          $.record.label: expected the path of a field",
    "$.a[*],     $.label,    $.record.order: expected a path without [*]",
    "$.order,    $.a[*],     $.record.label: expected a path without [*]",
  })
  void theLabelStandsBesideTheSources(String order, String label, String problem) {
    String definition =
        Sample.definition(X, Sample.feature("1"))
            .replace("\"$.order\"", "\"" + order + "\"")
            .replace("\"$.label\"", "\"" + label + "\"");

    assertEquals(List.of(problem), problems(definition));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x | 5                                                  | .encode: expected an object with one of ...
          x | {}                                                 | .encode: expected an object with one of ...
          x | {"impute": {}, "standardize": {}}                  | .encode: expected an object with one of ...
          s | {"hash": {}}                                       | .encode.hash: lacks buckets
          s | {"hash": {"buckets": 0}}                           | .encode.hash.buckets: expected a whole number from 1 to 10000
          s | {"hash": {"buckets": 10001}}                       | .encode.hash.buckets: expected a whole number from 1 to 10000
          s | {"hash": {"buckets": 1.5}}                         | .encode.hash.buckets: expected a whole number from 1 to 10000
          s | {"hash": {"buckets": 5, "seed": -1}}               | .encode.hash.seed: expected a whole number from 0 to 2147483647
          s | {"hash": {"bucket": 5}}                            | .encode.hash: lacks buckets
          s | {"one-hot": {"top": 0}}                            | .encode.one-hot.top: expected a whole number from 1 to 10000
          s | {"one-hot": {"values": []}}                        | .encode.one-hot.values: expected a list of 1 to 10000 different texts, none blank
          s | {"one-hot": {"values": ["a", "a"]}}                | .encode.one-hot.values: expected a list of 1 to 10000 different texts, none blank
          s | {"one-hot": {"values": ["a", ""]}}                 | .encode.one-hot.values: expected a list of 1 to 10000 different texts, none blank
          s | {"one-hot": {"values": ["a"], "top": 5}}           | .encode.one-hot: values are listed, so top and min_count choose nothing
          s | {"one-hot": {"unseen": "column", "missing": "no"}} | .encode.one-hot.missing: expected one of column, nan, zero; did you mean nan?
          s | {"impute": {}}                                     | .value: is a text, but its encoding takes a number; encode a text with one-hot or hash
          x | {"one-hot": {}}                                    | .value: is a number, but its encoding takes a text
          """)
  void encodingsAreChecked(String value, String encoding, String problem) {
    List<String> problems =
        problems(Sample.definition(Sample.SOURCES, Sample.feature(value, encoding)));

    assertEquals(
        ("$.features[0]" + problem).replace("...", ENCODINGS).replace("; did you mean nan?", ""),
        problems.get(0).replace("; did you mean nan?", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s        | is a text, but its encoding takes a number; encode a text with one-hot or hash
          v        | has a value per element; fold it, for instance with sum or argmax
          from     | is a time, but its encoding takes a number
          """)
  void aFeatureIsOneNumberPerOrder(String value, String problem) {
    assertEquals(
        List.of("$.features[0].value: " + problem),
        problems(Sample.definition(Sample.SOURCES, Sample.feature(value))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"and", "label", "Amount", "1a", "a-b"})
  void aSourceNameMustBeAWordOfTheLanguage(String name) {
    String sources = "{\"%s\": {\"path\": \"$.x\", \"type\": \"number\"}}".formatted(name);

    assertEquals(
        List.of(
            "$.sources."
                + name
                + ": a source is named with lower-case letters, digits and _, and not label, and,"
                + " or, not, in"),
        problems(Sample.definition(sources, Sample.feature("1"))));
  }

  @Test
  void columnsMustDifferAndAreBounded() {
    String hash =
        "{\"name\": \"h%d\", \"value\": \"s\", \"encode\": {\"hash\": {\"buckets\": 10000}}}";
    StringBuilder many = new StringBuilder(hash.formatted(0));
    for (int i = 1; i < 11; i++) {
      many.append(", ").append(hash.formatted(i));
    }

    assertEquals(
        List.of("$.features: two features make a column named s.missing"),
        problems(
            Sample.definition(
                Sample.SOURCES,
                """
                {"name": "s.missing", "value": "x"},
                {"name": "s", "value": "s", "encode": {"one-hot": {}}}
                """)));
    assertEquals(
        List.of("$.features: make more than 100000 columns"),
        problems(Sample.definition(Sample.SOURCES, many.toString())));
  }

  @Test
  void sourcesAndFeaturesAreBounded() {
    StringBuilder sources = new StringBuilder("{\"x\": 1");
    StringBuilder features = new StringBuilder("1");
    for (int i = 0; i < 6_000; i++) {
      sources.append(", \"x").append(i).append("\": 1");
      features.append(", 1");
    }

    assertEquals(
        List.of(
            "$.sources: has more than 2000 sources",
            "$.features: expected a list of 1 to 5000 objects"),
        problems(Sample.definition(sources + "}", features.toString())));
    assertEquals(
        List.of("$.features: expected a list of 1 to 5000 objects"),
        problems(Sample.definition(X, "")));
  }

  @Test
  void anotherDialectSaysSoAndNothingElse() {
    String definition =
        Sample.definition(X, Sample.feature("cube_root(x)"))
            .replace("\"dialect\": 1", "\"dialect\": 3");

    assertEquals(
        List.of("$.dialect: is 3, but this version reads dialects 1 to 2 only"),
        problems(definition));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``              | is empty, expected a JSON object
          []              | $: expected an object
          {"name": "a"    | ends before the JSON value is complete at column 12
          {"a": 1, "a": 1} | has the same field twice at column 13
          {} {}           | has text after the JSON object
          """)
  void whatIsNotOneJsonObjectIsNoDefinition(String text, String problem) {
    assertEquals(
        List.of(problem.replaceAll("column [0-9]+", "column N")),
        problems(text).stream().map(p -> p.replaceAll("column [0-9]+", "column N")).toList());
  }

  @Test
  void anyBytesAreADefinitionOrHaveProblems() {
    byte[] definition = DeferredPaymentTest.definition();
    for (int length = 0; length < definition.length - 2; length += 7) {
      byte[] cut = Arrays.copyOf(definition, length);
      assertThrows(DefinitionException.class, () -> FeatureDefinition.read(cut));
    }
    Random random = new Random(31);
    int broken = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] mutated = definition.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutated[random.nextInt(mutated.length)] = definition[random.nextInt(definition.length)];
      }
      try {
        FeatureDefinition.read(mutated);
      } catch (DefinitionException e) {
        broken++;
        assertTrue(String.valueOf(e.getMessage()).length() < 20_000, e.getMessage());
      }
    }
    assertTrue(broken > 1_000, "only " + broken + " were refused");
  }

  @Test
  void ofVeryManyProblemsTheFirstAreSaidAndTheOthersCounted() {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      fields.append(", \"unknown_").append(i).append("\": 0");
    }
    String definition = Sample.definition(X, Sample.feature("x"));

    List<String> problems =
        problems(definition.replace("\"version\": 1", "\"version\": 1" + fields));

    assertEquals(1_001, problems.size());
    assertEquals("$: unknown field unknown_0", problems.get(0));
    assertEquals("and 49000 more", problems.get(1_000));
  }

  private static List<String> problems(String definition) {
    try {
      FeatureDefinition.read(Sample.bytes(definition));
      return List.of();
    } catch (DefinitionException e) {
      return e.problems();
    }
  }
}
