package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.Problems;
import io.tandem.strictjson.Suggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the fields of one JSON object of a definition and notes what is wrong with them. After a
 * problem a field reads as absent, so that reading goes on and finds the others. Long, as it has a
 * method for each kind of value, all of one shape.
 */
final class Fields {
  private final String place;
  private final Map<String, Json> fields;
  private final Problems problems;
  private final Set<String> read = new HashSet<>();

  private Fields(String place, Map<String, Json> fields, Problems problems) {
    this.place = place;
    this.fields = fields;
    this.problems = problems;
  }

  static Fields of(Json json, Problems problems) {
    if (json instanceof Json.Obj object) {
      return new Fields(object.place(), object.fields(), problems);
    }
    problems.add(json.place() + ": expected an object");
    // That it is no object says it all: what an empty object lacks goes unsaid.
    return new Fields(json.place(), Map.of(), new Problems());
  }

  String place() {
    return place;
  }

  List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /** All fields, whatever their names; none of them is unknown. */
  Map<String, Json> values() {
    read.addAll(fields.keySet());
    return fields;
  }

  Optional<Json> optional(String name) {
    read.add(name);
    return Optional.ofNullable(fields.get(name));
  }

  private Optional<Json> required(String name) {
    Optional<Json> field = optional(name);
    if (field.isEmpty()) {
      problems.add(place + ": lacks " + name);
    }
    return field;
  }

  Optional<String> text(String name) {
    Optional<Json> field = required(name);
    if (field.isPresent() && field.get() instanceof Json.Text text && !text.value().isBlank()) {
      return Optional.of(text.value());
    }
    field.ifPresent(json -> problems.add(json.place() + ": expected a text"));
    return Optional.empty();
  }

  /** One text or a list of them, each by its place. */
  Map<String, String> textOrTexts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    Optional<Json> field = optional(name);
    if (!(field.orElse(null) instanceof Json.Arr items)) {
      text(name).ifPresent(text -> texts.put(place + "." + name, text));
      return texts;
    }
    for (Json item : items.items()) {
      if (item instanceof Json.Text text && !text.value().isBlank()) {
        texts.put(item.place(), text.value());
      } else {
        problems.add(item.place() + ": expected a text");
      }
    }
    if (items.items().isEmpty()) {
      problems.add(items.place() + ": expected a text, or a list of texts");
    }
    return texts;
  }

  /**
   * @param defaultValue what an absent field means; outside the bounds when the field is required
   */
  int integer(String name, int min, int max, int defaultValue) {
    Optional<Json> field =
        defaultValue < min || defaultValue > max ? required(name) : optional(name);
    if (field.isEmpty()) {
      return Math.max(min, Math.min(max, defaultValue));
    }
    if (field.get() instanceof Json.Num number
        && number.value() == Math.rint(number.value())
        && number.value() >= min
        && number.value() <= max) {
      return (int) number.value();
    }
    problems.add(field.get().place() + ": expected a whole number from " + min + " to " + max);
    return min;
  }

  double number(String name, double min, double max, double defaultValue) {
    Optional<Json> field = optional(name);
    if (field.isEmpty()) {
      return defaultValue;
    }
    if (field.get() instanceof Json.Num number && number.value() >= min && number.value() <= max) {
      return number.value();
    }
    problems.add(
        field.get().place()
            + ": expected a number from "
            + Json.number(min)
            + " to "
            + Json.number(max));
    return defaultValue;
  }

  /** Finite numbers, each above the one before. */
  List<Double> edges(String name) {
    List<Double> edges = new ArrayList<>();
    Optional<Json> field = required(name);
    if (field.isPresent()) {
      boolean right = field.get() instanceof Json.Arr;
      if (field.get() instanceof Json.Arr items) {
        for (Json item : items.items()) {
          double value = item instanceof Json.Num number ? number.value() + 0.0 : Double.NaN;
          right &=
              Double.isFinite(value)
                  && (edges.isEmpty() || value > edges.get(edges.size() - 1))
                  && edges.add(value);
        }
        right &= !edges.isEmpty() && edges.size() < Limits.COLUMNS_OF_ONE;
      }
      if (!right) {
        problems.add(field.get().place() + ": expected a list of ascending numbers");
        return List.of(0.0);
      }
    }
    return edges;
  }

  boolean flag(String name, boolean defaultValue) {
    Optional<Json> field = optional(name);
    if (field.isPresent() && field.get() instanceof Json.Bool flag) {
      return flag.value();
    }
    field.ifPresent(json -> problems.add(json.place() + ": expected true or false"));
    return defaultValue;
  }

  <T> T choice(String name, Map<String, T> choices, T defaultValue) {
    return optional(name).flatMap(field -> choice(field, choices, Map.of())).orElse(defaultValue);
  }

  /**
   * @param synonyms what people may write instead of a choice, for the hint
   */
  <T> Optional<T> choice(String name, Map<String, T> choices, Map<String, String> synonyms) {
    return required(name).flatMap(field -> choice(field, choices, synonyms));
  }

  private <T> Optional<T> choice(Json field, Map<String, T> choices, Map<String, String> synonyms) {
    String text = field instanceof Json.Text value ? value.value() : "";
    T chosen = choices.get(text);
    if (chosen == null) {
      String meant = synonyms.get(text);
      problems.add(
          field.place()
              + ": expected one of "
              + String.join(", ", choices.keySet().stream().sorted().toList())
              + (meant == null
                  ? Suggestion.hint(text, choices.keySet())
                  : "; did you mean " + meant + "?"));
    }
    return Optional.ofNullable(chosen);
  }

  Optional<SourcePath> path(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<SourcePath> path = SourcePath.parse(text.get());
    if (path.isEmpty()) {
      problems.add(
          place + "." + name + ": expected a path such as $.order.amount or $.cart[*].price");
    }
    return path;
  }

  /** Two finite numbers, the smaller first; all finite doubles when absent. */
  double[] range(String name) {
    Optional<Json> field = optional(name);
    if (field.isPresent()) {
      if (field.get() instanceof Json.Arr bounds
          && bounds.items().size() == 2
          && bounds.items().get(0) instanceof Json.Num min
          && bounds.items().get(1) instanceof Json.Num max
          && Double.isFinite(min.value())
          && Double.isFinite(max.value())
          && min.value() <= max.value()) {
        return new double[] {min.value(), max.value()};
      }
      problems.add(field.get().place() + ": expected two numbers, the smaller first");
    }
    return new double[] {Source.NO_MIN, Source.NO_MAX};
  }

  private static boolean isCategory(Json.Text text) {
    return !Texts.isBlank(text.value()) && Texts.isWellFormed(text.value());
  }

  /** Different texts; none when absent. */
  List<String> texts(String name, int most) {
    List<String> texts = new ArrayList<>();
    Optional<Json> field = optional(name);
    if (field.isPresent()) {
      boolean right = field.get() instanceof Json.Arr;
      if (field.get() instanceof Json.Arr items) {
        for (Json item : items.items()) {
          right &= item instanceof Json.Text text && isCategory(text) && texts.add(text.value());
        }
        int distinct = new HashSet<>(texts).size();
        right &= distinct == texts.size() && distinct > 0 && distinct <= most;
      }
      if (!right) {
        problems.add(
            field.get().place()
                + ": expected a list of 1 to "
                + most
                + " different texts, none blank");
      }
    }
    return texts;
  }

  Fields object(String name) {
    Optional<Json> field = required(name);
    return field.isPresent()
        ? of(field.get(), problems)
        : new Fields(place + "." + name, Map.of(), new Problems());
  }

  /** At least one and at most {@code max}; none after a problem. */
  List<Fields> objects(String name, int max) {
    List<Fields> objects = new ArrayList<>();
    Optional<Json> field = required(name);
    if (field.isPresent()) {
      if (field.get() instanceof Json.Arr items
          && !items.items().isEmpty()
          && items.items().size() <= max) {
        items.items().forEach(item -> objects.add(of(item, problems)));
      } else {
        problems.add(field.get().place() + ": expected a list of 1 to " + max + " objects");
      }
    }
    return objects;
  }

  /** Notes the fields nobody asked for. */
  void finish() {
    for (String name : fields.keySet()) {
      if (!read.contains(name)) {
        problems.add(
            problems.isFull()
                ? ""
                : place + ": unknown field " + name + Suggestion.hint(name, read));
      }
    }
  }
}
