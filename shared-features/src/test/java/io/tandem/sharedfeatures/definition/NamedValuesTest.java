package io.tandem.sharedfeatures.definition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections "values" and "tables" of a definition, and features with several values. */
class NamedValuesTest {
  private static final String A = "{\"name\": \"a\", \"members\": [\"x\"]}";
  private static final String B = "{\"name\": \"b\", \"members\": [\"x\", \"y\"]}";

  @Test
  void aValueIsUsedByOthersAndByFeaturesWhereverItStands() {
    FeatureSet features =
        features(
            """
            "worth": "v * four_times", "four_times": "double + double", "double": "2 * x",
            "weekend": "is_weekend(from, zone('Asia/Tokyo'))", "pattern": "'^a'", "time": "from"
            """,
            """
            {"name": "a", "value": "four_times"},
            {"name": "b", "value": "sum(worth) + max(worth)"},
            {"name": "c", "value": "not weekend"},
            {"name": "d", "value": "matches(s, pattern)"},
            {"name": "e", "value": "hour(time)"}
            """);

    assertArrayEquals(
        new float[] {12, 66, 0, 1, 22},
        Sample.vector(
            features,
            """
            {"x": 3, "s": "ab", "from": "2026-03-14T22:41:07Z", "items": [{"v": 2}, {}, {"v": 1.5}, {"v": 0}]}
            """));
  }

  @Test
  void aValuePerElementIsComputedAnewForAShorterOrder() {
    Extractor extractor =
        features(
                "\"w2\": \"w * x\", \"key\": \"lower(k)\"",
                feature("sum(w2) + count_distinct(key)"))
            .orders();

    assertEquals(
        32,
        first(
            extractor,
            "{\"x\": 2, \"items\": [{\"w\": 8, \"k\": \"A\"}, {\"w\": 7, \"k\": \"b\"}]}"));
    assertEquals(4, first(extractor, "{\"x\": 3, \"items\": [{\"w\": 1, \"k\": \"c\"}]}"));
    assertEquals(0, first(extractor, "{\"x\": 3}"));
    assertEquals(
        12, first(extractor, "{\"x\": 1, \"items\": [{}, {\"w\": 5}, {\"w\": 6, \"k\": \"d\"}]}"));
  }

  /** Without being remembered, 60 levels would take 2^60 steps, per order and in the reader. */
  @Test
  @Timeout(20)
  void aChainOfDoublingsIsReadAndEvaluatedInLinearTime() {
    StringBuilder numbers = new StringBuilder("\"v0\": \"x\", \"w0\": \"v\"");
    for (int i = 1; i <= 60; i++) {
      numbers.append(", \"v%d\": \"v%d + v%d\"".formatted(i, i - 1, i - 1));
      numbers.append(", \"w%d\": \"w%d + w%d\"".formatted(i, i - 1, i - 1));
    }
    FeatureSet features = features(numbers.toString(), feature("v60 + sum(w60)"));

    float[] vector = Sample.vector(features, "{\"x\": 1, \"items\": [{\"v\": 1}, {\"v\": 2}]}");

    assertEquals((float) (4 * StrictMath.pow(2, 60)), vector[0]);
    assertEquals(
        1, ExpressionNode.sources(features.definition().features().get(0).values()).size() - 1);
  }

  /** A text that doubles 60 times would fill any memory. */
  @Test
  @Timeout(20)
  void aTextThatGrowsTooLongIsMissing() {
    StringBuilder texts = new StringBuilder("\"t0\": \"s\"");
    for (int i = 1; i <= 60; i++) {
      texts.append(", \"t%d\": \"concat(t%d, t%d)\"".formatted(i, i - 1, i - 1));
    }

    assertEquals(
        4_096,
        Sample.vector(features(texts.toString(), feature("length(t12)")), "{\"s\": \"a\"}")[0]);
    assertEquals(
        1,
        Sample.vector(features(texts.toString(), feature("is_missing(t60)")), "{\"s\": \"a\"}")[0]);
  }

  /** As deep as is allowed, in the ways that take most of the stack; threads have 512 KiB. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%1$s + 1",
        "coalesce(y, %1$s)",
        "std(v * %1$s)",
        "if(%1$s > 1, %1$s, 0)",
        "sum(v * mean(v * max(v * %1$s)))",
        "if(not not not (%1$s == 1), 1, 0)"
      })
  void nestingIsRefusedBeforeItExhaustsTheStack(String expression) throws InterruptedException {
    int deepest = 0;
    for (int levels = 1; levels < Limits.VALUES; levels = levels + levels / 10 + 1) {
      try {
        chain(expression, levels);
        deepest = levels;
      } catch (DefinitionException e) {
        assertTrue(e.problems().get(0).contains("nested too deep"), e.getMessage());
        break;
      }
    }
    Extractor extractor = chain(expression, deepest).orders();
    float[][] found = new float[1][];
    Thread thread =
        new Thread(
            null,
            () -> found[0] = values(extractor, "{\"x\": 1, \"items\": [{\"v\": 1}, {\"v\": 3}]}"),
            "small stack",
            512 << 10);
    thread.start();
    thread.join();

    assertTrue(deepest > 100);
    assertEquals(1, found[0].length);
  }

  private static FeatureSet chain(String expression, int levels) {
    StringBuilder values = new StringBuilder("\"v0\": \"x\"");
    for (int i = 1; i <= levels; i++) {
      values.append(", \"v%d\": \"%s\"".formatted(i, expression.formatted("v" + (i - 1))));
    }
    return features(values.toString(), feature("v" + levels));
  }

  @Test
  @Timeout(20)
  void aLongExpressionTakesMemoryForItsWordsOnly() {
    String sum = "x" + " + x".repeat(1_900);
    StringBuilder features = new StringBuilder("{\"name\": \"f0\", \"value\": \"" + sum + "\"}");
    for (int i = 1; i < 300; i++) {
      features.append(", {\"name\": \"f%d\", \"value\": \"%s\"}".formatted(i, sum));
    }

    List<FeatureDefinition.Feature> read =
        Sample.read(Sample.SOURCES, features.toString()).features();

    ExpressionNode value = read.get(299).values().get(0);
    assertEquals(sum, value.text());
    assertEquals("x + x", leftmost(value).text());
  }

  private static ExpressionNode leftmost(ExpressionNode step) {
    ExpressionNode found = step;
    while (!found.parts().get(0).source()) {
      found = found.parts().get(0);
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "values": {"x": "1"}                        | $.values.x: a source, table or value of that name stands before
          "values": {"Ab": "1"}                       | $.values.Ab: a value is named as a source is
          "values": {"a": "c", "c": "a + 1"}          | $.values.a: is computed from itself
          "values": {"a": "a + 1"}                    | $.values.a: is computed from itself
          "values": {"a": "1 +"}                      | $.values.a: expected a value, found the end at column 4
          "values": {"a": 1}                          | $.values.a: expected a text
          "values": {"a": "v + length(tag)"}          | $.values.a: two different arrays meet at column 1
          "values": {"a": "zone(tag)"}                | $.values.a: zone(text): expected one text per order at column 1
          "tables": {"x": {"values": {"a": 1}}}       | $.tables.x: a source, table or value of that name stands before
          "tables": {"T": {"values": {"a": 1}}}       | $.tables.T: a table is named as a source is
          "tables": {"m": {"values": {"a": 1, "b": "c"}}} | $.tables.m: expected 1 to 1000000 keys, their values all numbers or all texts that are not blank
          "tables": {"m": {"values": {}}}             | $.tables.m: expected 1 to 1000000 keys, their values all numbers or all texts that are not blank
          "tables": {"m": {"values": {"a": 1}, "otherwise": "b"}} | $.tables.m: expected 1 to 1000000 keys, their values all numbers or all texts that are not blank
          "tables": {"m": {"values": {"a": " "}}}     | $.tables.m: expected 1 to 1000000 keys, their values all numbers or all texts that are not blank
          "tables": {"m": {"values": {"a": 1e999}}}   | $.tables.m: expected 1 to 1000000 keys, their values all numbers or all texts that are not blank
          "tables": {"m": {"lists": [{"name": "a", "members": ["b", "b"]}]}} | $.tables.m.lists[0].members: expected a list of 1 to 1000000 different texts, none blank
          "tables": {"m": {}}                         | $.tables.m: lacks values
          "tables": {"m": {"values": {"a": 1}, "else": 2}} | $.tables.m: unknown field else
          "tables": {"m": {"values": {"a": 1}}}, "values": {"m": "1"} | $.values.m: a source, table or value of that name stands before
          "tables": {"m": {"values": {"a": 1}}}, "values": {"e": "m + 1"} | $.values.e: expected a number, found a table at column 1
          "tables": {"m": {"values": {"a": 1}}}, "values": {"e": "is_missing(m)"} | $.values.e: is_missing(value) takes a value as argument 1, found a table at column 1
          "values": {"e": "lookup(s, s)"}             | $.values.e: lookup(table, text) takes a table as argument 1, found a text at column 1
          "values": {"e": "count_of(s, 'vowel')"}     | $.values.e: count_of(text, 'text'): expected one of 'digit', 'letter', 'lower', 'punctuation', 'space', 'upper' at column 1
          "values": {"e": "count_of(s, t)"}           | $.values.e: count_of(text, 'text') takes a 'text' as argument 2, found a text at column 1
          """)
  void faultsNameTheirPlace(String sections, String problem) {
    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () ->
                FeatureDefinition.read(
                    Sample.bytes(Sample.withSections(sections, Sample.feature("1")))));

    assertTrue(e.problems().get(0).startsWith(problem), e.getMessage());
  }

  @Test
  void aBrokenValueIsReportedOnceAndHidesNoOtherProblem() {
    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () ->
                features(
                    "\"broken\": \"logg(x)\", \"early\": \"late\", \"late\": \"x\"",
                    "{\"name\": \"f\", \"value\": \"broken + late\"},"
                        + "{\"name\": \"g\", \"value\": \"nothing\"}"));

    assertEquals(
        List.of(
            "$.values.broken: unknown function logg; did you mean log? at column 1",
            "$.features[1].value: unknown name nothing at column 1"),
        e.problems());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ((((a{100}){100}){100}){100}){100} | the pattern has more than 1000 characters, or repeats too much
          ((a{100}){100}){100}      | the pattern has more than 1000 characters, or repeats too much
          a{1001}                   | not a pattern: invalid repeat count
          a{99999999999}            | the pattern has more than 1000 characters, or repeats too much
          (a{30}){40}b              | the pattern compiles to more than 1000 instructions
          a{500}b{600}              | the pattern has more than 1000 characters, or repeats too much
          (x                        | not a pattern: missing closing )
          (a)\\\\1                  | not a pattern: invalid escape sequence
          (?=a)                     | not a pattern: invalid or unsupported Perl syntax
          """)
  @Timeout(20)
  void aPatternThatIsNoneOrCostsTooMuchIsRefused(String pattern, String fault) {
    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () -> Sample.read(Sample.feature("matches(s, '" + pattern + "')")).features());

    assertTrue(
        e.problems().get(0).startsWith("$.features[0].value: matches(text, 'text'): " + fault),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "(?:a|", "[a", "a{9}", "(((((((a{0,5}){0,5})"})
  @Timeout(20)
  void aLongPatternIsRefusedQuickly(String part) {
    String pattern = part.repeat(1_000 / part.length());

    assertThrows(
        DefinitionException.class,
        () -> Sample.read(Sample.feature("matches(s, '" + pattern + "')")).features());
    assertThrows(
        DefinitionException.class,
        () -> Sample.read(Sample.feature("matches(s, '" + "a".repeat(1_001) + "')")).features());
  }

  /** With backtracking, 4 000 letters would take 2^4000 steps. */
  @Test
  @Timeout(20)
  void matchingTakesLinearTime() {
    String order = "{\"s\": \"" + "a".repeat(4_000) + "!\"}";

    assertEquals("0.0", Sample.value("matches(s, '^(a+)+$')", order));
    assertEquals("0.0", Sample.value("matches(s, '(x+x+)+y')", order));
  }

  @Test
  void personalTextsAreNotLearnedThroughNamedValues() {
    String sources =
        """
        {"email": {"path": "$.email", "type": "text", "personal": true},
         "name": {"path": "$.name", "type": "text", "personal": true},
         "id": {"path": "$.id", "type": "text", "personal": true},
         "size": {"path": "$.size", "type": "text"}}
        """;
    String sections =
        "\"values\": {\"mail_domain\": \"domain(email)\", \"either\": \"coalesce_text(mail_domain,"
            + " size)\"}";

    assertEquals(
        List.of(
            "$.features[0].encode: would learn single values computed from the personal source"
                + " email; list the values, or encode with hash"),
        problems(sources, sections, "\"either\", \"encode\": {\"one-hot\": {}}"));
    assertEquals(
        List.of(
            "$.features[0].encode: would learn single values computed from the personal source"
                + " name; list the values, or encode with hash"),
        problems(sources, sections, "[\"name\", \"id\"], \"encode\": {\"target-mean\": {}}"));
    assertEquals(
        List.of(),
        problems(sources, sections, "[\"size\", \"id\"], \"encode\": {\"target-mean\": {}}"));
    assertEquals(
        List.of(),
        problems(sources, sections, "\"either\", \"encode\": {\"hash\": {\"buckets\": 4}}"));
  }

  private static List<String> problems(String sources, String sections, String value) {
    String definition =
        Sample.definition(sources, "{\"name\": \"f\", \"value\": " + value + "}")
            .replace("\"features\": [", sections + ", \"features\": [");
    try {
      FeatureDefinition.read(Sample.bytes(definition));
      return List.of();
    } catch (DefinitionException e) {
      return e.problems();
    }
  }

  /** Of lists the first one wins, so that their order is part of what a definition means. */
  @Test
  void theOrderOfListsIsInTheFingerprintAndThatOfOtherKeysIsNot() {
    String lists = "\"tables\": {\"m\": {\"lists\": [" + A + ", " + B + "]}}";
    String turned = "\"tables\": {\"m\": {\"lists\": [" + B + ", " + A + "]}}";
    String feature =
        "{\"name\": \"f\", \"value\": \"lookup(m, s)\", \"encode\": {\"hash\": {\"buckets\": 9}}}";

    assertNotEquals(fingerprint(lists, feature), fingerprint(turned, feature));
    assertEquals(
        fingerprint("\"tables\": {\"m\": {\"values\": {\"x\": \"a\", \"y\": \"b\"}}}", feature),
        fingerprint("\"tables\": {\"m\": {\"values\": {\"y\": \"b\", \"x\": \"a\"}}}", feature));
  }

  private static String fingerprint(String sections, String feature) {
    return new Fitter(FeatureDefinition.read(Sample.bytes(Sample.withSections(sections, feature))))
        .finish()
        .semanticsFingerprint();
  }

  @Test
  void aTableMayHaveManyMembers() {
    StringBuilder members = new StringBuilder("\"m0.com\"");
    for (int i = 1; i < 50_000; i++) {
      members.append(", \"m").append(i).append(".com\"");
    }
    String tables =
        "\"tables\": {\"m\": {\"lists\": [{\"name\": \"one\", \"members\": ["
            + members
            + "]}], \"otherwise\": \"no\"}}";
    String feature =
        "{\"name\": \"f\", \"value\": \"lookup_domain(m, s)\","
            + " \"encode\": {\"one-hot\": {\"values\": [\"one\", \"no\"]}}}";
    FeatureSet features =
        new Fitter(FeatureDefinition.read(Sample.bytes(Sample.withSections(tables, feature))))
            .finish();

    assertEquals("f=one:1.000", Sample.columns(features, "{\"s\": \"a.m49999.com\"}"));
    assertEquals("f=no:1.000", Sample.columns(features, "{\"s\": \"a.m50000.com\"}"));
    assertEquals("f=no:1.000", Sample.columns(features, "{\"s\": \"" + ".".repeat(4_000) + "\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ["k", "v"]        | {"one-hot": {}}             | expected text; found 2 values
          "s"               | {"target-mean": {}}         | expected text; text; found 1 value
          ["k", "v", "w"]   | {"multi-hot": {}}           | expected text per element; number per element, optional; found 3 values
          "s"               | {"multi-hot": {}}           | has one value per order, but its encoding takes one per element
          ["tag", "v"]      | {"multi-hot": {}}           | two different arrays meet
          ["k", "h"]        | {"hash-bag": {"buckets": 2}} | is a text, but its encoding takes a number; encode a text with one-hot or hash
          []                | {"one-hot": {}}             | expected a text, or a list of texts
          """)
  void theValuesOfAFeatureMustFitItsEncoding(String value, String encoding, String problem) {
    String feature = "{\"name\": \"f\", \"value\": %s, \"encode\": %s}".formatted(value, encoding);

    DefinitionException e =
        assertThrows(DefinitionException.class, () -> Sample.read(feature).features());

    assertEquals(List.of("$.features[0].value: " + problem), e.problems());
  }

  private static String feature(String expression) {
    return Sample.feature(expression);
  }

  private static FeatureSet features(String values, String features) {
    return new Fitter(
            FeatureDefinition.read(
                Sample.bytes(Sample.withSections("\"values\": {" + values + "}", features))))
        .finish();
  }

  private static float first(Extractor extractor, String order) {
    return values(extractor, order)[0];
  }

  private static float[] values(Extractor extractor, String order) {
    return ((Extraction.Vector) extractor.extract(Sample.bytes(order))).values();
  }
}
