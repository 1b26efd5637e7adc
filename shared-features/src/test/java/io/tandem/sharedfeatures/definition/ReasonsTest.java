package io.tandem.sharedfeatures.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.difference.FeatureSetDifference;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features say what a person is told when they are why an order was refused. */
class ReasonsTest {
  private static final String OPEN =
      "{\"code\": \"H2\", \"text\": {\"en\": \"Open invoices\", \"de\": \"Offene Rechnungen\"},"
          + " \"group\": \"payments\"}";
  private static final String LATE =
      "{\"text\": {\"de\": \"Sp\u00e4t\", \"en\": \"Late\"}, \"code\": \"H3\"}";

  @Test
  void theSchemaHasThemByFeatureWhateverTheirOrder() {
    String schema = schema(features(OPEN, LATE));

    assertTrue(
        schema.endsWith(
            ",\"features\":[\"a\",\"b\",\"c\"],\"reasons\":{"
                + "\"a\":{\"code\":\"H2\",\"text\":{\"de\":\"Offene Rechnungen\",\"en\":\"Open"
                + " invoices\"},\"group\":\"payments\"},"
                + "\"b\":{\"code\":\"H3\",\"text\":{\"de\":\"Sp\u00e4t\",\"en\":\"Late\"}}}}\n"),
        schema);
  }

  @Test
  void aDirectionIsWrittenWhenItIsNotTheUsualOne() {
    String schema = schema(features(down(OPEN), down(LATE)));

    assertTrue(schema.contains(",\"group\":\"payments\",\"direction\":\"down\"}"), schema);
    assertFalse(schema(features(OPEN, LATE)).contains("direction"));
  }

  @Test
  void theyDecideNoFingerprintAndNoOtherFile() {
    FeatureSet plain = features("", "");
    FeatureSet told = features(OPEN, LATE);

    assertEquals(plain.schemaFingerprint(), told.schemaFingerprint());
    assertEquals(plain.semanticsFingerprint(), told.semanticsFingerprint());
    assertEquals(plain.definition().canonical(), told.definition().canonical());
    for (String file : List.of("state.json", "golden.jsonl")) {
      assertEquals(text(plain, file), text(told, file));
    }
    assertFalse(schema(plain).contains("reasons"));
  }

  @Test
  void fitsOfPartsMergeWhateverTheTextsAre() {
    Fitter plain = new Fitter(Sample.read(definition("", "")));

    plain.merge(new Fitter(Sample.read(definition(OPEN, LATE))));

    assertFalse(schema(plain.finish()).contains("reasons"));
  }

  @Test
  void aDifferenceNamesWhatChanged() {
    FeatureSetDifference difference =
        FeatureSetDifference.between(
            features(OPEN, LATE), features(OPEN.replace("Open inv", "Unpaid inv"), ""));

    String lines = String.join("\n", difference.lines());
    assertTrue(
        lines.contains(
            "features.a.reason.text.en: \"Open invoices\" -> \"Unpaid invoices\"\n"
                + "  features.b.reason: removed"),
        lines);
    assertTrue(lines.contains("every order has the same vector"), lines);
  }

  @Test
  void aSchemaOfOtherReasonsIsNotThatOfTheFeatureSet() {
    Map<String, byte[]> files = new HashMap<>(features(OPEN, LATE).files());
    assertEquals(files.keySet(), FeatureSet.read(files, List.of()).files().keySet());

    files.put("schema.json", features("", "").files().get("schema.json"));

    DefinitionException fault =
        assertThrows(DefinitionException.class, () -> FeatureSet.read(files, List.of()));
    assertEquals(
        List.of("does not hold the reasons of the definition; fit it anew"), fault.problems());
  }

  @Test
  void checkCountsThem() {
    String summary = DefinitionSummary.of(Sample.read(definition(OPEN, LATE))).toString();

    assertTrue(summary.contains("\nreasons        2, in de, en\n"), summary);
    assertNotEquals(summary, DefinitionSummary.of(Sample.read(definition("", ""))).toString());
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    String wrong = "{\"cod\": \"H1\", \"text\": {}, \"direction\": \"raises\", \"group\": \" \"}";
    String other = "{\"code\": \"far too long a code\", \"text\": {\"deutsch\": \"x\\ny\"}}";

    assertEquals(
        List.of(
            "$.features[0].reason: lacks code",
            "$.features[0].reason.text: expected an object with a text for each language, as"
                + " {\"en\": \"Open invoices\"}, at most 20",
            "$.features[0].reason.group: expected a text of at most 64 characters",
            "$.features[0].reason.direction: expected one of down, up; did you mean up?",
            "$.features[0].reason: unknown field cod; did you mean code?",
            "$.features[1].reason.code: expected a short key of 1 to 16 letters, digits and . _ -"
                + " that starts with a letter or a digit",
            "$.features[1].reason.text.deutsch: expected a language as en, pt-BR or zh-Hant",
            "$.features[1].reason.text.deutsch: expected a text on one line, without control"
                + " characters"),
        problems(wrong, other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"code\": \"H2\", \"text\": {\"en\": \"A\", \"de\": \"B\"}} | $.features[1].reason.code: is"
            + " that of $.features[0].reason too; give each reason its own, and a group to those of"
            + " which one is to be said",
        "{\"code\": \"H3\", \"text\": {\"en\": \"A\"}} | $.features[1].reason: lacks a text in de, as"
            + " $.features[0].reason has",
        "{\"code\": \"H3\", \"text\": {\"en\": \"A\", \"de\": \"B\", \"fr\": \"C\"}} |"
            + " $.features[1].reason: has a text in fr, which $.features[0].reason lacks",
        "{\"code\": \"H3\", \"text\": {\"en\": \"A\", \"de\": \"B\"}, \"direction\": \"down\"} |"
            + " $.features[1].reason: has another direction than $.features[0].reason; the risk"
            + " grows with the margin or falls with it, for all reasons alike",
        "\"H3\" | $.features[1].reason: expected an object",
        "{\"code\": \"H3\", \"text\": \"A\"} | $.features[1].reason.text: expected an object with a"
            + " text for each language, as {\"en\": \"Open invoices\"}, at most 20",
      })
  void reasonsThatDoNotGoTogetherAreNamed(String second, String problem) {
    assertEquals(List.of(problem), problems(OPEN, second));
  }

  @Test
  void aReasonOfNoFeatureIsAnUnknownField() {
    String definition =
        Sample.definition(Sample.SOURCES, definition("", ""))
            .replace("\"features\"", "\"reason\": {}, \"features\"");

    DefinitionException fault =
        assertThrows(
            DefinitionException.class,
            () -> FeatureDefinition.read(definition.getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("$: unknown field reason"), fault.problems());
  }

  private static String down(String reason) {
    return reason.substring(0, reason.length() - 1) + ", \"direction\": \"down\"}";
  }

  private static List<String> problems(String... reasons) {
    return assertThrows(
            DefinitionException.class, () -> Sample.read(definition(reasons[0], reasons[1])))
        .problems();
  }

  private static FeatureSet features(String... reasons) {
    return new Fitter(Sample.read(definition(reasons[0], reasons[1]))).finish();
  }

  /** Of two features with these reasons, if any, and one without. */
  private static String definition(String first, String second) {
    return Arrays.asList(feature("a", "x", first), feature("b", "y", second), feature("c", "z", ""))
        .stream()
        .collect(Collectors.joining(", "));
  }

  private static String feature(String name, String value, String reason) {
    return "{\"name\": \"%s\", \"value\": \"%s\"%s}"
        .formatted(name, value, reason.isEmpty() ? "" : ", \"reason\": " + reason);
  }

  private static String schema(FeatureSet features) {
    return text(features, "schema.json");
  }

  private static String text(FeatureSet features, String file) {
    return new String(features.files().get(file), StandardCharsets.UTF_8);
  }
}
