package io.tandem.localawsmodel;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What a value of the right type must satisfy.
 *
 * @param words as the service says it
 * @param holds asked only of values that have the type
 */
record Constraint(String words, Predicate<Json> holds) {
  static final String NOT_NULL = "Member must not be null";

  /**
   * Texts up to here are matched even if they are too long, as the service names both faults.
   * Longer ones would take more stack than some threads have.
   */
  private static final int MATCHED_LENGTH = 256;

  /** Of a text in code points, of a list or a map in elements. */
  static List<Constraint> length(OptionalLong least, OptionalLong most) {
    return bounds("length", Constraint::lengthOf, least, most);
  }

  static List<Constraint> value(OptionalLong least, OptionalLong most) {
    return bounds("value", json -> ((Json.Num) json).value(), least, most);
  }

  private static List<Constraint> bounds(
      String what, ToDoubleFunction<Json> of, OptionalLong least, OptionalLong most) {
    List<Constraint> bounds = new ArrayList<>();
    most.ifPresent(
        bound ->
            bounds.add(
                new Constraint(
                    "Member must have " + what + " less than or equal to " + bound,
                    json -> of.applyAsDouble(json) <= bound)));
    least.ifPresent(
        bound ->
            bounds.add(
                new Constraint(
                    "Member must have " + what + " greater than or equal to " + bound,
                    json -> of.applyAsDouble(json) >= bound)));
    return bounds;
  }

  private static double lengthOf(Json json) {
    return switch (json) {
      case Json.Text text -> text.value().codePointCount(0, text.value().length());
      case Json.Arr list -> list.items().size();
      case Json.Obj map -> map.fields().size();
      default -> throw new IllegalArgumentException("a scalar other than a text has no length");
    };
  }

  /**
   * A text that matches as a whole.
   *
   * @param longest code points that the shape allows; longer texts have that fault anyway
   */
  static Constraint pattern(String regex, OptionalLong longest) {
    Pattern pattern = Pattern.compile(regex);
    long matched = Math.max(MATCHED_LENGTH, longest.orElse(Long.MAX_VALUE));
    return new Constraint(
        "Member must satisfy regular expression pattern: " + regex,
        json ->
            lengthOf(json) > matched || BoundedText.matches(pattern, ((Json.Text) json).value()));
  }

  static Constraint oneOf(List<String> values) {
    Set<String> known = Set.copyOf(values);
    return new Constraint(
        "Member must satisfy enum value set: " + values,
        json -> known.contains(((Json.Text) json).value()));
  }
}
