package io.tandem.evaluation.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An object of a definition and where it stands. What is wrong with it becomes an exception that
 * names the place and what was expected.
 */
record DefinitionObject(JsonNode json, String place) {
  private static final int MAX_TEXT = 500;

  static DefinitionObject of(JsonNode json, String place) {
    if (!json.isObject()) {
      throw new EvaluationException(place + ": expected an object");
    }
    return new DefinitionObject(json, place);
  }

  void allow(String... names) {
    Set<String> allowed = Set.of(names);
    for (String name : json.propertyNames()) {
      if (!allowed.contains(name)) {
        throw new EvaluationException(
            place + "." + name + " is not known; expected one of " + String.join(", ", names));
      }
    }
  }

  EvaluationException missing(String name) {
    return new EvaluationException(place + "." + name + " is missing");
  }

  EvaluationException fault(String name, String expected) {
    return new EvaluationException(place + "." + name + ": expected " + expected);
  }

  Optional<DefinitionObject> object(String name) {
    return json.has(name) ? Optional.of(of(json.get(name), place + "." + name)) : Optional.empty();
  }

  List<DefinitionObject> objects(String name) {
    List<DefinitionObject> objects = new ArrayList<>();
    for (JsonNode element : list(name)) {
      objects.add(of(element, "%s.%s[%d]".formatted(place, name, objects.size())));
    }
    return objects;
  }

  private Iterable<JsonNode> list(String name) {
    if (!json.has(name)) {
      return List.of();
    }
    if (!json.get(name).isArray()) {
      throw fault(name, "a list");
    }
    return json.get(name);
  }

  List<Double> numbers(String name) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : list(name)) {
      if (!element.isNumber()) {
        throw fault(name, "a list of numbers");
      }
      numbers.add(element.doubleValue());
    }
    return numbers;
  }

  Optional<String> text(String name) {
    if (!json.has(name)) {
      return Optional.empty();
    }
    JsonNode value = json.get(name);
    if (!value.isString()
        || value.stringValue().isBlank()
        || value.stringValue().length() > MAX_TEXT) {
      throw fault(name, "a text of at most " + MAX_TEXT + " characters");
    }
    return Optional.of(value.stringValue());
  }

  /** A text, a number or true or false, as it is written. */
  Optional<String> scalar(String name) {
    if (!json.has(name)) {
      return Optional.empty();
    }
    JsonNode value = json.get(name);
    if (value.isNumber() || value.isBoolean()) {
      return Optional.of(value.asString());
    }
    return text(name);
  }

  Field field(String name) {
    return optionalField(name).orElseThrow(() -> missing(name));
  }

  Optional<Field> optionalField(String name) {
    Optional<String> text = scalar(name);
    try {
      return text.map(Field::parse);
    } catch (EvaluationException e) {
      throw new EvaluationException(place + "." + name + ": " + e.getMessage());
    }
  }

  OptionalDouble number(String name, double least, double most) {
    if (!json.has(name)) {
      return OptionalDouble.empty();
    }
    double value = json.get(name).isNumber() ? json.get(name).doubleValue() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw fault(name, "a number from %.0f to %.0f".formatted(least, most));
    }
    return OptionalDouble.of(value);
  }

  Optional<Integer> wholeNumber(String name, int least, int most) {
    if (!json.has(name)) {
      return Optional.empty();
    }
    JsonNode value = json.get(name);
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw fault(name, "a whole number from %d to %d".formatted(least, most));
    }
    return Optional.of(value.intValue());
  }
}
