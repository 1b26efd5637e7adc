package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.definition.Reason.Direction;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the reasons of a definition's features, which must go together. Not thread-safe. */
final class ReasonReader {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,15}");

  /** BCP 47: a language, maybe a script, maybe a region. */
  private static final Pattern LANGUAGE =
      Pattern.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?");

  /** One line: it goes into a line of an answer. */
  private static final Pattern LINE = Pattern.compile("[^\\p{Cc}\\p{Cs}\\u2028\\u2029]+");

  private static final Map<String, Direction> DIRECTIONS =
      Map.of("up", Direction.UP, "down", Direction.DOWN);
  private static final Map<String, String> DIRECTION_SYNONYMS =
      Map.of(
          "positive", "up",
          "raises", "up",
          "increase", "up",
          "+", "up",
          "negative", "down",
          "lowers", "down",
          "decrease", "down",
          "-", "down");

  /** Where each code stands. */
  private final Map<String, String> codes = new HashMap<>();

  private @Nullable First first;

  /** What the others must agree with. */
  private record First(String place, Set<String> languages, Direction direction) {}

  /** Empty when the feature has none, or no right one. */
  Optional<Reason> read(JsonObject feature) {
    JsonField field = feature.optional("reason");
    if (!field.isPresent()) {
      return Optional.empty();
    }
    JsonObject reason = field.objectOrEmpty();
    JsonField codeField = reason.required("code");
    Optional<String> code =
        codeField.text(
            Limits.REASON_TEXT,
            CODE,
            "a short key of 1 to 16 letters, digits and . _ - that starts with a letter or a"
                + " digit");
    SortedMap<String, String> texts = texts(reason.required("text"));
    Optional<String> group = reason.optional("group").text(Limits.REASON_GROUP);
    Direction direction =
        reason.optional("direction").choice(DIRECTIONS, DIRECTION_SYNONYMS).orElse(Direction.UP);
    reason.refuseOtherFields();
    code.ifPresent(
        found -> {
          @Nullable String other = codes.putIfAbsent(found, reason.place());
          if (other != null) {
            codeField.problem(
                "is that of "
                    + other
                    + " too; give each reason its own, and a group to those of which one is to be"
                    + " said");
          }
        });
    if (code.isEmpty() || texts.isEmpty()) {
      return Optional.empty();
    }
    agree(reason, texts.keySet(), direction);
    return Optional.of(new Reason(code.get(), texts, group, direction));
  }

  private void agree(JsonObject reason, Set<String> languages, Direction direction) {
    First other = first;
    if (other == null) {
      first = new First(reason.place(), languages, direction);
      return;
    }
    String lacking = difference(other.languages, languages);
    if (!lacking.isEmpty()) {
      reason.problem("lacks a text in " + lacking + ", as " + other.place + " has");
    }
    String more = difference(languages, other.languages);
    if (!more.isEmpty()) {
      reason.problem("has a text in " + more + ", which " + other.place + " lacks");
    }
    if (direction != other.direction) {
      reason.problem(
          "has another direction than "
              + other.place
              + "; the risk grows with the margin or falls with it, for all reasons alike");
    }
  }

  /** What the one has and the other lacks, for people. */
  private static String difference(Set<String> one, Set<String> other) {
    Set<String> left = new TreeSet<>(one);
    left.removeAll(other);
    return String.join(", ", left);
  }

  /** None when they are wrong. */
  private static SortedMap<String, String> texts(JsonField field) {
    SortedMap<String, String> texts = new TreeMap<>();
    String expected = "an object with a text for each language, as {\"en\": \"Open invoices\"}";
    if (!(field.json().orElse(null) instanceof Json.Obj written)
        || written.fields().isEmpty()
        || written.fields().size() > Limits.REASON_LANGUAGES) {
      if (field.isPresent()) {
        field.expected(expected + ", at most " + Limits.REASON_LANGUAGES);
      }
      return texts;
    }
    JsonObject languages = field.objectOrEmpty();
    for (String language : languages.names()) {
      JsonField text = languages.required(language);
      if (!LANGUAGE.matcher(language).matches()) {
        text.problem("expected a language as en, pt-BR or zh-Hant");
      }
      text.text(Limits.REASON_TEXT)
          .flatMap(
              line ->
                  text.text(
                      Limits.REASON_TEXT, LINE, "a text on one line, without control characters"))
          .ifPresent(line -> texts.put(language, line));
    }
    return texts;
  }
}
