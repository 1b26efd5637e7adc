package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an explanation says of an order, and what it keeps to itself. */
class ExplanationTest {
  @Test
  void aSourceIsShownAsItStandsInTheOrderAndAsItWasRead() {
    Explanation.OfFeature feature = explain(Sample.feature("log1p(x)"), "{\"x\": 1.50e1}");

    assertEquals(List.of(new Explanation.OfSource("x", "$.x", "15", "15", "")), feature.sources());
    assertEquals(List.of(new Explanation.OfStep("log1p(x)", "2.772588722239781")), feature.steps());
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
    assertEquals("7", feature.sources().get(2).value());
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
        .toText(Set.of())
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
    assertTrue(feature.encoding().contains("\"mean\":3.3333333333333335"), feature.encoding());
  }

  @Test
  void namedValuesAreShownOnceThoughUsedTwice() {
    FeatureSet features =
        new Fitting(
                FeatureDefinition.read(
                    Sample.bytes(
                        Sample.definition(Sample.SOURCES, Sample.feature("double + double"))
                            .replace(
                                "\"features\"",
                                "\"values\": {\"double\": \"x * 2\"}, \"features\""))))
            .finish();

    Explanation.OfFeature feature = explain(features, "{\"x\": 4}").features().get(0);

    assertEquals(
        List.of(
            new Explanation.OfStep("x * 2", "8"),
            new Explanation.OfStep("double", "8"),
            new Explanation.OfStep("double + double", "16")),
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

    for (String shown : List.of(explanation.toText(Set.of()), explanation.toJson())) {
      for (String secret : List.of("Mara", "mara", "example", "1982", "41234")) {
        assertFalse(shown.contains(secret), shown);
      }
      assertTrue(shown.contains("Aaaa.00@aaaaaaa.aaa"), shown);
    }
  }

  @Test
  void longArraysAreShownInPart() {
    StringBuilder items = new StringBuilder("{\"v\": 0}");
    for (int i = 1; i < 200; i++) {
      items.append(", {\"v\": ").append(i).append('}');
    }

    Explanation.OfFeature feature =
        explain(Sample.feature("max(v)"), "{\"items\": [" + items + "]}");

    assertEquals("[0, 1, 2, 3, 4, 5, 6, 7, ... 200 in all]", feature.sources().get(0).value());
  }

  @Test
  void aRejectedOrderHasARejectionForItsExplanation() {
    FeatureSet features = Sample.unfitted(Sample.SOURCES, Sample.feature("x"));

    Explained explained = features.explain(Sample.bytes("{\"x\": \"a\"}"));

    assertEquals(
        "$.x expected a number, found a string",
        assertInstanceOf(Extraction.Rejection.class, explained).toString());
  }

  private static Explanation.OfFeature explain(String feature, String order) {
    return explain(Sample.unfitted(Sample.SOURCES, feature), order).features().get(0);
  }

  private static Explanation explain(FeatureSet features, String order) {
    return assertInstanceOf(Explanation.class, features.explain(Sample.bytes(order)));
  }
}
