package io.tandem.sharedfeatures.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.text.Texts;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an explanation says of an order, and what it keeps to itself. */
class ExplanationTest {
  @Test
  void aSourceIsShownAsItStandsInTheOrderAndAsItWasRead() {
    Explanation.OfFeature feature = explain(Sample.feature("log1p(x)"), "{\"x\": 1.50e1}");

    Explanation.Value fifteen = Explanation.Value.of("15");
    assertEquals(
        List.of(new Explanation.OfSource("x", "$.x", fifteen, fifteen, "")), feature.sources());
    assertEquals(List.of(step("log1p(x)", "2.772588722239781")), feature.steps());
    assertEquals("", feature.outcome());
  }

  @Test
  void stepsComeInTheOrderInWhichTheyAreComputed() {
    Explanation.OfFeature feature =
        explain(
            Sample.feature("sum(v * w) / greatest(x, 1)"),
            "{\"x\": 2, \"items\": [{\"v\": 1, \"w\": 2}, {\"v\": 3}]}");

    assertEquals(
        "v * w = [2, missing]; sum(v * w) = 2; greatest(x, 1) = 2; sum(v * w) / greatest(x, 1) = 1",
        String.join(
            "; ", feature.steps().stream().map(s -> s.expression() + " = " + s.value()).toList()));
  }

  @Test
  void whyAValueIsMissingIsSaid() {
    String sources =
        """
        {"a": {"path": "$.a", "type": "number", "range": [0, 9], "out_of_range": "missing"},
         "b": {"path": "$.b", "type": "number", "wrong_type": "missing"},
         "c": {"path": "$.c", "type": "number", "default": 7},
         "d": {"path": "$.d", "type": "text"},
         "e": {"path": "$.e", "type": "number"}}
        """;
    FeatureSet features = Sample.unfitted(sources, Sample.feature("missing_count(a, b, c, d, e)"));

    Explanation.OfFeature feature =
        explain(features, "{\"a\": 10, \"b\": \"ten\", \"d\": \" \"}").features().get(0);

    assertEquals(
        List.of(
            "10: outside [0, 9]",
            "\"ten\": of a wrong type",
            "absent: the default 7",
            "\" \": null or blank",
            "absent: "),
        feature.sources().stream().map(source -> source.text() + ": " + source.cause()).toList());
    assertEquals("7", feature.sources().get(2).value().toString());
  }

  @Test
  void missingAndUnseenAreToldApart() {
    String feature = Sample.feature("s", "{\"one-hot\": {\"values\": [\"a\"]}}");

    assertEquals("", explain(feature, "{\"s\": \"a\"}").outcome());
    assertEquals("missing", explain(feature, "{}").outcome());
    assertTrue(explain(feature, "{\"s\": \"b\"}").outcome().startsWith("unseen"));
  }

  @Test
  void theTextBeginsWithWhatTheModelGets() {
    String oneHot = Sample.feature("s", "{\"one-hot\": {\"values\": [\"a\"]}}");
    String hash = Sample.feature("s", "{\"hash\": {\"buckets\": 8}}");

    assertEquals("f = 1.5", firstLine(Sample.feature("x"), "{\"x\": 1.5}"));
    assertEquals("f = 2", firstLine(Sample.feature("x"), "{\"x\": 2}"));
    assertEquals("f = NaN   (missing)", firstLine(Sample.feature("x"), "{}"));
    assertEquals("f: f=a = 1", firstLine(oneHot, "{\"s\": \"a\"}"));
    assertEquals("f: f.missing = 1   (missing)", firstLine(oneHot, "{}"));
    assertEquals("f: 0 in all of its 8 columns   (missing)", firstLine(hash, "{}"));
  }

  private static String firstLine(String feature, String order) {
    return explain(Sample.unfitted(Sample.SOURCES, feature), order)
        .toText()
        .lines()
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theColumnsAreThoseOfTheVector() {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("x", "{\"standardize\": {}}"), "{\"x\": 1}", "{\"x\": 4}", "{\"x\": 5}");

    Explanation.OfFeature feature = explain(features, "{\"x\": 3}").features().get(0);

    assertEquals(Sample.vector(features, "{\"x\": 3}")[0], feature.columns().get("f"));
    assertTrue(feature.encoded().contains("mean 3.3333333333333335"), feature.encoded());
  }

  @Test
  void namedValuesAreShownOnceThoughUsedTwice() {
    FeatureSet features =
        new Fitter(
                FeatureDefinition.read(
                    Sample.bytes(
                        Sample.definition(Sample.SOURCES, Sample.feature("double + double"))
                            .replace(
                                "\"features\"",
                                "\"values\": {\"double\": \"x * 2\"}, \"features\""))))
            .finish();

    Explanation.OfFeature feature = explain(features, "{\"x\": 4}").features().get(0);

    assertEquals(
        List.of(step("x * 2", "8"), step("double", "8"), step("double + double", "16")),
        feature.steps());
  }

  @Test
  void personalTextsAreMaskedWhereverTheyWouldShow() {
    String sources =
        """
        {"mail": {"path": "$.mail", "type": "text", "personal": true},
         "born": {"path": "$.born", "type": "date", "personal": true},
         "pay": {"path": "$.pay", "type": "number", "personal": true},
         "at": {"path": "$.at", "type": "instant"}}
        """;
    FeatureSet features =
        Sample.unfitted(
            sources,
            """
            {"name": "a", "value": "share_of(local_part(mail), 'digit')"},
            {"name": "b", "value": "days_between(born, at) / 365"},
            {"name": "c", "value": "is_missing(pay)"},
            {"name": "d", "value": "domain(mail)", "encode": {"hash": {"buckets": 4}}}
            """);
    String order =
        "{\"mail\": \"Mara.82@example.org\", \"born\": \"1982-03-04\", \"pay\": 41234,"
            + " \"at\": \"2026-01-01T00:00:00Z\"}";

    Explanation explanation = explain(features, order);

    for (String shown : List.of(explanation.toText(), explanation.toJson())) {
      for (String secret : List.of("Mara", "mara", "example", "1982", "41234")) {
        assertFalse(shown.contains(secret), shown);
      }
      assertTrue(shown.contains("Aaaa.00@aaaaaaa.aaa"), shown);
    }
  }

  @Test
  void numbersOfPersonalSourcesAreHiddenInSourcesStepsAndColumns() {
    String sources =
        """
        {"pay": {"path": "$.pay", "type": "number", "personal": true, "default": 31415},
         "debts": {"path": "$.debts[*].amount", "type": "number", "personal": true},
         "broke": {"path": "$.broke", "type": "flag", "personal": true}}
        """;
    FeatureSet features =
        Sample.unfitted(
            sources,
            """
            {"name": "a", "value": "pay"},
            {"name": "b", "value": "round(pay / 1000)", "encode": {"bucketize": {"edges": [41, 42]}}},
            {"name": "c", "value": "sum(debts)"},
            {"name": "d", "value": "not broke"},
            {"name": "e", "value": "if(pay > 99, 1, 0)"},
            {"name": "f", "value": "missing_count(pay, broke)"}
            """);

    Explanation explanation =
        explain(features, "{\"pay\": 41234, \"debts\": [{\"amount\": 271}], \"broke\": true}");

    for (String shown : List.of(explanation.toText(), explanation.toJson())) {
      for (String secret : List.of("4123", "= 41", "41.2", "271", "31415", "bin 1")) {
        assertFalse(shown.contains(secret), secret + " in " + shown);
      }
      assertTrue(shown.contains("hidden because personal"), shown);
    }
    assertEquals(
        List.of("a", "b", "c", "d"),
        explanation.features().stream()
            .filter(Explanation.OfFeature::personal)
            .map(Explanation.OfFeature::name)
            .toList());
    assertEquals("e = 1", explanation.only(Set.of("e")).toText().lines().findFirst().orElseThrow());
    assertTrue(explanation.only(Set.of("f")).toText().startsWith("f = 0\n"));
  }

  @Test
  void whatWouldSteerATerminalIsEscaped() {
    FeatureSet features = Sample.unfitted(Sample.SOURCES, Sample.feature("length(s)"));
    String hostile = "a\u001b[2Jb\u202ec\u2028d\u200be\u0085f";
    String order = "{\"s\": \"" + hostile.replace("\u001b", "\\u001b") + "\"}";

    Explanation explanation = explain(features, order);

    for (String shown : List.of(explanation.toText(), explanation.toJson())) {
      assertTrue(
          shown.codePoints().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)),
          () -> "not escaped: " + shown);
      assertTrue(shown.toLowerCase(java.util.Locale.ROOT).contains("\\u202e"), shown);
    }
  }

  @Test
  void whatIsShortenedKeepsItsSurrogatePairsWhole() {
    String emoji = "\ud83d\ude00".repeat(80);

    for (String prefix : List.of("", "x")) {
      String text =
          explain(
                  Sample.unfitted(Sample.SOURCES, Sample.feature("length(s)")),
                  "{\"s\": \"" + prefix + emoji + "\"}")
              .toText();
      assertTrue(Texts.isWellFormed(text), text);
      assertTrue(text.contains("..."), text);
    }
  }

  @Test
  void ofALocalTimeTheClockAndTheRuleThatChoseItAreSaid() {
    String sources =
        """
        {"t": {"path": "$.t", "type": "instant"}, "z": {"path": "$.z", "type": "zone"},
         "m": {"path": "$.m", "type": "text"}}
        """;
    FeatureSet features = Sample.unfitted(sources, Sample.feature("hour(t, z, zone(m))"));

    assertEquals(
        "2026-03-14T23:41:07 in Europe/Berlin; written with -05:00",
        clock(
            features,
            "{\"t\": \"2026-03-14T17:41:07-05:00\", \"z\": \"Europe/Berlin\", \"m\": \"UTC\"}"));
    assertEquals(
        "2026-03-14T17:41:07 with the written offset, as there is no zone; written with -05:00",
        clock(features, "{\"t\": \"2026-03-14T17:41:07-05:00\", \"m\": \"UTC\"}"));
    assertEquals(
        "2026-03-15T07:41:07 in Asia/Tokyo, the second choice, as there is no zone and no offset;"
            + " written with Z",
        clock(features, "{\"t\": \"2026-03-14T22:41:07Z\", \"m\": \"Asia/Tokyo\"}"));
    assertEquals(
        "2026-03-14T22:41:07 in UTC, as there is no zone and no offset; written with Z",
        clock(features, "{\"t\": \"2026-03-14T22:41:07Z\"}"));
    assertEquals("", clock(features, "{}"));
  }

  private static String clock(FeatureSet features, String order) {
    List<Explanation.OfStep> steps = explain(features, order).features().get(0).steps();
    return steps.get(steps.size() - 1).clock();
  }

  @Test
  void theDefaultOfAnArrayIsSaidOnlyWhereItStandsIn() {
    String sources =
        """
        {"v": {"path": "$.items[*].v", "type": "number", "default": 5}}
        """;
    FeatureSet features = Sample.unfitted(sources, Sample.feature("sum(v)"));

    assertEquals("", cause(features, "{\"items\": [{\"v\": 1}, {\"v\": 2}]}"));
    assertEquals(
        "the default 5 in 1 of 2 elements", cause(features, "{\"items\": [{\"v\": 1}, {}]}"));
    assertEquals("", cause(features, "{}"));
  }

  private static String cause(FeatureSet features, String order) {
    return explain(features, order).features().get(0).sources().get(0).cause();
  }

  @Test
  void aTargetMeanShowsItsCountsAndWhetherTheOwnFoldIsLeftOut() {
    String sources =
        """
        {"s": {"path": "$.s", "type": "text"}, "id": {"path": "$.id", "type": "text"}}
        """;
    String feature =
        """
        {"name": "f", "value": ["s", "id"], "encode": {"target-mean": {"smoothing": 2, "folds": 2}}}
        """;
    Fitter fitter = new Fitter(Sample.read(sources, feature));
    for (int i = 0; i < 8; i++) {
      byte[] record =
          Sample.bytes(
              "{\"order\": {\"s\": \"a\", \"id\": \"" + i + "\"}, \"label\": " + (i < 2) + "}");
      assertTrue(fitter.observe(record, 0, record.length).isEmpty());
    }
    FeatureSet features = fitter.finish();

    assertEquals(
        "the label is 1 in 2 of 8 training records with it, in 0.25 of all; smoothing 2",
        explain(features, "{\"s\": \"a\"}").features().get(0).encoded());
    Explanation ofRecord =
        assertInstanceOf(
            Explanation.class,
            Explainer.ofRecords(features)
                .explain(
                    Sample.bytes("{\"order\": {\"s\": \"a\", \"id\": \"1\"}, \"label\": true}")));
    String encoded = ofRecord.features().get(0).encoded();
    assertTrue(encoded.contains("; without the record's own fold "), encoded);
    assertFalse(encoded.contains(" of 8 "), encoded);
  }

  @Test
  void encodingsSayWhatDecidedTheColumn() {
    String[] records = {"{\"x\": 1}", "{\"x\": 2}", "{\"x\": 3}", "{\"x\": 4}"};

    assertEquals(
        "bin 1 of 0 to 2, from 1 on, below 10",
        explain(Sample.feature("x", "{\"bucketize\": {\"edges\": [1, 10]}}"), "{\"x\": 2}")
            .encoded());
    assertEquals(
        "'a' is category 2 of 2",
        explain(
                Sample.feature("s", "{\"one-hot\": {\"values\": [\"b\", \"a\"]}}"),
                "{\"s\": \"a\"}")
            .encoded());
    assertTrue(
        explain(Sample.feature("s", "{\"hash\": {\"buckets\": 8}}"), "{\"s\": \"a\"}")
            .encoded()
            .startsWith("'a' falls into bucket "));
    assertEquals(
        "cut to the upper bound, bounds 1 and 4",
        explain(
                Sample.fitted(
                    Sample.feature("x", "{\"winsorize\": {\"lower\": 0, \"upper\": 1}}"), records),
                "{\"x\": 9}")
            .features()
            .get(0)
            .encoded());
  }

  @Test
  void longArraysAreShownInPart() {
    StringBuilder items = new StringBuilder("{\"v\": 0}");
    for (int i = 1; i < 200; i++) {
      items.append(", {\"v\": ").append(i).append('}');
    }

    Explanation.OfFeature feature =
        explain(Sample.feature("max(v)"), "{\"items\": [" + items + "]}");

    assertEquals(
        "[0, 1, 2, 3, 4, 5, 6, 7, ... 200 in all]", feature.sources().get(0).value().toString());
    assertEquals(200, feature.sources().get(0).value().words().size());
  }

  @Test
  void aRejectedOrderHasARejectionForItsExplanation() {
    FeatureSet features = Sample.unfitted(Sample.SOURCES, Sample.feature("x"));

    Explained explained = Explainer.ofOrders(features).explain(Sample.bytes("{\"x\": \"a\"}"));

    assertEquals(
        "$.x expected a number, found a string",
        assertInstanceOf(Explained.Rejected.class, explained).toString());
  }

  private static Explanation.OfStep step(String expression, String value) {
    return new Explanation.OfStep(expression, Explanation.Value.of(value), "");
  }

  private static Explanation.OfFeature explain(String feature, String order) {
    return explain(Sample.unfitted(Sample.SOURCES, feature), order).features().get(0);
  }

  private static Explanation explain(FeatureSet features, String order) {
    return assertInstanceOf(
        Explanation.class, Explainer.ofOrders(features).explain(Sample.bytes(order)));
  }
}
