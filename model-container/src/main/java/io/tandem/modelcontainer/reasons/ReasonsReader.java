package io.tandem.modelcontainer.reasons;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.strictjson.Suggestion;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads reasons as a feature set's {@code schema.json} has them, token by token, and bounded in
 * number and length: what is kept takes some tens of megabytes at most.
 *
 * <pre>
 * {"open_invoices": {"code": "H2", "text": {"en": "Open invoices"}, "group": "payments"}}
 * </pre>
 */
public final class ReasonsReader {
  /** The field that holds them. */
  public static final String REASONS = "reasons";

  static final String CODE = "code";
  static final String TEXT = "text";
  static final String GROUP = "group";
  static final String DIRECTION = "direction";
  static final String DOWN = "down";
  private static final String UP = "up";
  private static final List<String> KEYS = List.of(CODE, TEXT, GROUP, DIRECTION);

  private static final int MAX_REASONS = 5_000;
  private static final int MAX_LANGUAGES = 20;
  private static final int MAX_TEXT = 200;
  private static final int MAX_GROUP = 64;

  private static final Pattern CODE_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,15}");
  private static final Pattern LANGUAGE =
      Pattern.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?");

  /** A line of JSON Lines, and of CSV as batch transform cuts it, is one line. */
  private static final Pattern LINE = Pattern.compile("[^\\p{Cc}\\p{Cs}\\u2028\\u2029]+");

  private final JsonParser parser;
  private final String file;
  private final Map<String, Reason> reasons = new LinkedHashMap<>();
  private final Set<String> codes = new HashSet<>();
  private @Nullable Reason first;

  private ReasonsReader(JsonParser parser, String file) {
    this.parser = parser;
    this.file = file;
  }

  /**
   * @param parser at the first token of the value; stops at its last one. It refuses names that
   *     stand twice in an object
   * @param file for faults, as the place
   * @throws ContainerException when it is not what a feature set has
   */
  public static Reasons read(JsonParser parser, String file, String place) {
    return new ReasonsReader(parser, file).all(place);
  }

  private Reasons all(String place) {
    expect(parser.currentToken(), JsonToken.START_OBJECT, place, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String feature = parser.currentName();
      if (reasons.size() == MAX_REASONS) {
        throw fault(place, "at most " + MAX_REASONS + " reasons");
      }
      parser.nextToken();
      reasons.put(feature, reason(place + "." + feature));
    }
    return new Reasons(reasons);
  }

  private Reason reason(String place) {
    expect(parser.currentToken(), JsonToken.START_OBJECT, place, "an object");
    String code = "";
    SortedMap<String, String> texts = new TreeMap<>();
    String group = "";
    boolean down = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String at = place + "." + name;
      parser.nextToken();
      switch (name) {
        case CODE -> code = text(at, MAX_TEXT);
        case TEXT -> texts = texts(at);
        case GROUP -> group = text(at, MAX_GROUP);
        case DIRECTION -> down = isDown(at);
        default ->
            throw fault(
                place,
                "no field "
                    + name
                    + Suggestion.hint(name, KEYS)
                    + " but "
                    + String.join(", ", KEYS));
      }
    }
    Reason reason = new Reason(code, texts, group, down);
    check(reason, place);
    return reason;
  }

  private void check(Reason reason, String place) {
    if (!CODE_FORM.matcher(reason.code()).matches()) {
      throw fault(place + "." + CODE, "1 to 16 letters, digits and . _ -");
    }
    if (!codes.add(reason.code())) {
      throw fault(place + "." + CODE, "another code than that of a reason before");
    }
    if (reason.texts().isEmpty()) {
      throw fault(place + "." + TEXT, "a text in at least one language");
    }
    if (first == null) {
      first = reason;
    }
    if (!reason.texts().keySet().equals(first.texts().keySet())) {
      throw fault(
          place + "." + TEXT, "a text in each of " + String.join(", ", first.texts().keySet()));
    }
    if (reason.down() != first.down()) {
      throw fault(place + "." + DIRECTION, "that of the reason before");
    }
  }

  private SortedMap<String, String> texts(String place) {
    String expected = "an object with a text for each language, at most " + MAX_LANGUAGES;
    expect(parser.currentToken(), JsonToken.START_OBJECT, place, expected);
    SortedMap<String, String> texts = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String language = parser.currentName();
      if (texts.size() == MAX_LANGUAGES || !LANGUAGE.matcher(language).matches()) {
        throw fault(place, expected + ", named as en or pt-BR");
      }
      parser.nextToken();
      texts.put(language, text(place + "." + language, MAX_TEXT));
    }
    return texts;
  }

  private String text(String place, int longest) {
    String expected = "a text of 1 to " + longest + " characters on one line";
    expect(parser.currentToken(), JsonToken.VALUE_STRING, place, expected);
    String text = parser.getString();
    if (text.length() > longest || text.isBlank() || !LINE.matcher(text).matches()) {
      throw fault(place, expected);
    }
    return text;
  }

  private boolean isDown(String place) {
    String text = text(place, MAX_GROUP);
    if (!text.equals(UP) && !text.equals(DOWN)) {
      throw fault(place, UP + " or " + DOWN);
    }
    return text.equals(DOWN);
  }

  private void expect(
      @Nullable JsonToken found, JsonToken expected, String place, String description) {
    if (found != expected) {
      throw fault(place, description);
    }
  }

  private ContainerException fault(String place, String expected) {
    return new ContainerException(file + ", " + place + ": expected " + expected);
  }
}
