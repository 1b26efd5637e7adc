package io.tandem.sharedfeatures.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.difference.FeatureSetDifference.Verdict;
import io.tandem.sharedfeatures.order.Zones;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FeatureSetDifferenceTest {
  private static final String DEFINITION =
      """
      {"name": "d", "version": 1, "dialect": 1, "record": {"order": "$", "label": "$.y"},
       "sources": {"x": {"path": "$.x", "type": "number"}, "s": {"path": "$.s", "type": "text"}},
       "features": [
         {"name": "a", "value": "x"},
         {"name": "b", "value": "x + 1"},
         {"name": "c", "value": "x", "encode": {"standardize": {}}},
         {"name": "s", "value": "s", "encode": {"one-hot": {"top": 3}}}]}
      """;

  @Test
  void spacingMakesNoDifference() {
    FeatureSetDifference difference =
        FeatureSetDifference.between(
            fit(DEFINITION, "p", "q"), fit(DEFINITION.replace("\n", " "), "q", "p"));

    assertEquals(Verdict.SAME, difference.verdict());
    assertEquals(3, difference.lines().size(), difference.lines()::toString);
  }

  @Test
  void whatFittingLearnedOtherwiseIsTold() {
    FeatureSetDifference difference =
        FeatureSetDifference.between(
            fit(DEFINITION, "p", "q", "q"), fit(DEFINITION, "p", "p", "r"));

    assertEquals(Verdict.INCOMPATIBLE, difference.verdict());
    assertEquals(
        List.of(
            "columns",
            "  + s=r",
            "  - s=q",
            "learned",
            "  s: + r, - q, other counts of 1 categories"),
        difference.lines().subList(0, 5));
  }

  @Test
  void numbersThatWereLearnedOtherwiseLeaveTheSchema() {
    FeatureSetDifference difference =
        FeatureSetDifference.between(
            fit(DEFINITION, "p", "q"), fit(DEFINITION, "p", "q", "p", "q"));

    assertEquals(Verdict.OTHER_SEMANTICS, difference.verdict());
    assertTrue(
        difference
            .lines()
            .contains("  c: count: 2 -> 4, mean: 1.5 -> 2.5, std: 0.5 -> 1.118033988749895"),
        difference.lines()::toString);
  }

  @Test
  void featuresInAnotherOrderMoveAsFewColumnsAsPossible() {
    String moved =
        DEFINITION
            .replace("{\"name\": \"a\", \"value\": \"x\"},", "")
            .replace(
                "\"one-hot\": {\"top\": 3}}}",
                "\"one-hot\": {\"top\": 3}}}, {\"name\": \"a\", \"value\": \"x\"}");

    FeatureSetDifference difference =
        FeatureSetDifference.between(fit(DEFINITION, "p"), fit(moved, "p"));

    assertEquals(Verdict.INCOMPATIBLE, difference.verdict());
    assertEquals(List.of("columns", "  a: moved 0 -> 5"), difference.lines().subList(0, 2));
    assertTrue(
        difference
            .lines()
            .contains("  features (order): [\"a\",\"b\",\"c\",\"s\"] -> [\"b\",\"c\",\"s\",\"a\"]"),
        difference.lines()::toString);
  }

  @Test
  void sourcesAndFeaturesAreComparedByName() {
    String changed =
        DEFINITION
            .replace(
                "\"$.x\", \"type\": \"number\"", "\"$.x\", \"type\": \"number\", \"range\": [0, 9]")
            .replace("{\"name\": \"b\", \"value\": \"x + 1\"},", "")
            .replace("\"value\": \"x\"},", "\"value\": \"x * 2\"},");

    FeatureSetDifference difference =
        FeatureSetDifference.between(
            FeatureDefinition.read(bytes(DEFINITION)), FeatureDefinition.read(bytes(changed)));

    assertEquals(
        List.of(
            "columns",
            "  - b",
            "definition",
            "  sources.x.range: added [0,9]",
            "  features.a.value: \"x\" -> \"x * 2\"",
            "  features.b: removed",
            "verdict    incompatible, as far as it is known before fitting"),
        difference.lines());
    assertTrue(
        difference.toJson().contains("\"place\":\"sources.x.range\",\"from\":null,\"to\":[0,9]"));
  }

  @Test
  void ratesThatWereLearnedOtherwiseAreToldInWords() {
    String rates =
        DEFINITION.replace(
            "{\"name\": \"s\", \"value\": \"s\", \"encode\": {\"one-hot\": {\"top\": 3}}}",
            "{\"name\": \"m\", \"value\": [\"s\", \"s\"], \"encode\": {\"target-mean\": {}}}");

    List<String> lines =
        FeatureSetDifference.between(fit(rates, "p", "q", "q"), fit(rates, "p", "p", "r", "t"))
            .lines();

    assertTrue(
        lines.contains("  m: + r, + t, - q, other counts of 1 categories, records: 3 -> 4"),
        lines::toString);
  }

  /** Of libraries that differ in nothing else: the state says what it was fitted with. */
  @Test
  void otherTimeZoneRulesAreTold() {
    String zones =
        DEFINITION.replace("\"value\": \"x + 1\"", "\"value\": \"x + missing_count(zone('UTC'))\"");
    FeatureSet now = fit(zones, "p");
    Map<String, byte[]> files = new HashMap<>(now.files());
    String state =
        new String(files.getOrDefault("state.json", new byte[0]), StandardCharsets.UTF_8);
    files.put("state.json", bytes(state.replace(Zones.version(), "2001a")));

    FeatureSetDifference difference =
        FeatureSetDifference.between(FeatureSet.read(files, List.of()), now);

    assertEquals(Verdict.OTHER_SEMANTICS, difference.verdict());
    assertEquals(
        List.of("data", "  - time zones 2001a", "  + time zones " + Zones.version()),
        difference.lines().subList(0, 3));
    assertTrue(difference.toJson().contains("\"data\":[\"- time zones 2001a\""));
    assertEquals(Verdict.SAME, FeatureSetDifference.between(now, now).verdict());
  }

  private static FeatureSet fit(String definition, String... texts) {
    Fitter fitter = new Fitter(FeatureDefinition.read(bytes(definition)));
    int x = 0;
    for (String text : java.util.Arrays.stream(texts).sorted().toList()) {
      x++;
      byte[] record = bytes("{\"x\":" + x + ",\"s\":\"" + text + "\",\"y\":true}");
      assertTrue(fitter.observe(record, 0, record.length).isEmpty());
    }
    return fitter.finish();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
