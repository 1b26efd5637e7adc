package io.tandem.strictjson;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value that may be absent: a field, or an element of an array. Each method reads it as one type.
 * What is absent or wrong reads as empty; what is wrong is noted, once per call.
 */
public final class JsonField {
  private final CharSequence place;
  private final @Nullable Json json;
  private final Problems problems;

  JsonField(CharSequence place, @Nullable Json json, Problems problems) {
    this.place = place;
    this.json = json;
    this.problems = problems;
  }

  /** Where it stands, or would. */
  public String place() {
    return place.toString();
  }

  public boolean isPresent() {
    return json != null;
  }

  /** The value, of whatever type. */
  public Optional<Json> json() {
    return Optional.ofNullable(json);
  }

  /** Notes that the value is another than was expected. */
  public void expected(String expected) {
    problems.add(place + ": expected " + expected);
  }

  /** Notes something else about the value. */
  public void problem(String problem) {
    problems.add(place + ": " + problem);
  }

  /** A text that is not blank. */
  public Optional<String> text() {
    if (json instanceof Json.Text text && !text.value().isBlank()) {
      return Optional.of(text.value());
    }
    return wrong("a text");
  }

  /** A text of some characters (UTF-16 units) at most, not blank. */
  public Optional<String> text(int longest) {
    if (json instanceof Json.Text text
        && !text.value().isBlank()
        && text.value().length() <= longest) {
      return Optional.of(text.value());
    }
    return wrong("a text of at most " + longest + " characters");
  }

  /**
   * A text, blank ones too, that matches a form as a whole.
   *
   * @param longest characters (UTF-16 units); a longer one is not matched
   * @param expected what the form is, for the problem
   */
  public Optional<String> text(int longest, Pattern form, String expected) {
    if (json instanceof Json.Text text
        && text.value().length() <= longest
        && form.matcher(text.value()).matches()) {
      return Optional.of(text.value());
    }
    return wrong(expected);
  }

  /** A text, a number or true or false, as a text: numbers as {@link Json.Num#written}. */
  public Optional<String> scalar() {
    if (json instanceof Json.Text text) {
      return Optional.of(text.value());
    }
    if (json instanceof Json.Num number) {
      return Optional.of(number.written());
    }
    if (json instanceof Json.Bool flag) {
      return Optional.of(String.valueOf(flag.value()));
    }
    return wrong("a text, a number, true or false");
  }

  public Optional<Boolean> flag() {
    if (json instanceof Json.Bool flag) {
      return Optional.of(flag.value());
    }
    return wrong("true or false");
  }

  /** A whole number within bounds, both included. */
  public Optional<Integer> integer(int least, int most) {
    if (json instanceof Json.Num number
        && number.value() == Math.rint(number.value())
        && number.value() >= least
        && number.value() <= most) {
      return Optional.of((int) number.value());
    }
    return wrong("a whole number from " + least + " to " + most);
  }

  /** A number within bounds, both included. */
  public Optional<Double> number(double least, double most) {
    if (json instanceof Json.Num number && number.value() >= least && number.value() <= most) {
      return Optional.of(number.value());
    }
    return wrong("a number from " + Json.number(least) + " to " + Json.number(most));
  }

  /** What the text stands for. */
  public <T> Optional<T> choice(Map<String, T> choices) {
    return choice(choices, Map.of());
  }

  /**
   * What the text stands for.
   *
   * @param synonyms what people may write instead of a choice, and that choice, for the hint
   */
  public <T> Optional<T> choice(Map<String, T> choices, Map<String, String> synonyms) {
    if (json instanceof Json.Text text && choices.containsKey(text.value())) {
      return Optional.ofNullable(choices.get(text.value()));
    }
    String text = json instanceof Json.Text found ? found.value() : "";
    String meant = synonyms.get(text);
    String hint =
        meant == null ? Suggestion.hint(text, choices.keySet()) : "; did you mean " + meant + "?";
    return wrong("one of " + String.join(", ", choices.keySet().stream().sorted().toList()) + hint);
  }

  public Optional<JsonObject> object() {
    return json == null ? Optional.empty() : Optional.of(JsonObject.of(json, problems));
  }

  /** The object; when absent or wrong, one without fields, whose problems are not noted. */
  public JsonObject objectOrEmpty() {
    return object().orElseGet(() -> JsonObject.silent(place));
  }

  /**
   * The elements of an array; none when absent or wrong.
   *
   * @param expected what the array holds, for the problem: {@code "a list of 1 to 9 texts"}
   */
  public List<JsonField> elements(int least, int most, String expected) {
    List<JsonField> elements = new ArrayList<>();
    if (json instanceof Json.Arr array
        && array.items().size() >= least
        && array.items().size() <= most) {
      array.items().forEach(item -> elements.add(new JsonField(item.at(), item, problems)));
    } else {
      wrong(expected);
    }
    return elements;
  }

  /** The objects of an array; none when absent or wrong. */
  public List<JsonObject> objects(int least, int most) {
    return elements(least, most, "a list of " + least + " to " + most + " objects").stream()
        .map(JsonField::objectOrEmpty)
        .toList();
  }

  private <T> Optional<T> wrong(String expected) {
    if (json != null) {
      expected(expected);
    }
    return Optional.empty();
  }
}
