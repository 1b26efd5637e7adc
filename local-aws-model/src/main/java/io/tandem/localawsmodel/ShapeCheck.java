package io.tandem.localawsmodel;

import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.Problems;
import io.tandem.strictjson.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One walk through a value beside its shape. Not for several threads. */
final class ShapeCheck {
  /** Characters of a name or a value in a problem. */
  static final int SHOWN = ValueText.LONGEST;

  private final Problems problems = new Problems();

  private ShapeCheck() {}

  /** All problems, in the order of the value. */
  static List<String> problems(Json.Obj value, Shape.Structure shape) {
    ShapeCheck check = new ShapeCheck();
    check.structure("", value, shape);
    return check.problems.all();
  }

  private void value(String path, Json value, Shape shape) {
    switch (shape) {
      case Shape.Structure structure when value instanceof Json.Obj object ->
          structure(path, object, structure);
      case Shape.ListOf list when value instanceof Json.Arr array -> list(path, array, list);
      case Shape.MapOf map when value instanceof Json.Obj object -> map(path, object, map);
      case Shape.Scalar scalar when scalar.type().reads(value) ->
          violated(path, value, scalar.constraints(), scalar.sensitive());
      default -> problems.add(ValueText.unreadable(value, shape) + at(path));
    }
  }

  private void structure(String path, Json.Obj value, Shape.Structure shape) {
    for (String name : shape.required()) {
      if (isAbsent(value.fields().get(name))) {
        isNull(member(path, name));
      }
    }
    value
        .fields()
        .forEach(
            (name, member) -> {
              Shape known = shape.members().get(name);
              if (known == null) {
                unknown(path, name, shape.members().keySet());
              } else if (!isAbsent(member)) {
                value(member(path, name), member, known);
              }
            });
  }

  /** The service reads null as absent. */
  private static boolean isAbsent(@Nullable Json value) {
    return value == null || value instanceof Json.Null;
  }

  /** As the service writes it: the first letter in lower case. */
  private static String member(String path, String name) {
    return below(path) + Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static String below(String path) {
    return path.isEmpty() ? "" : path + ".";
  }

  private void unknown(String path, String name, Collection<String> known) {
    problems.add(
        problems.isFull()
            ? ""
            : "Member '"
                + below(path)
                + Ellipsis.shorten(name, SHOWN)
                + "' is not known"
                + Suggestion.hint(name, known));
  }

  private void list(String path, Json.Arr value, Shape.ListOf shape) {
    if (violated(path, value, shape.size(), false)) {
      return; // What a list that is too long holds is not looked at: a request may be all list.
    }
    int number = 0;
    for (Json item : value.items()) {
      number++;
      String place = path + "." + number + ".member";
      if (item instanceof Json.Null) {
        isNull(place);
      } else if (!(shape.item() instanceof Shape.Scalar scalar)) {
        value(place, item, shape.item());
      } else if (!scalar.type().reads(item)) {
        value(place, item, scalar);
      }
    }
    if (shape.item() instanceof Shape.Scalar scalar) {
      elements(path, value, value.items(), scalar, "Member must satisfy constraint: ");
    }
  }

  private void map(String path, Json.Obj value, Shape.MapOf shape) {
    if (violated(path, value, shape.size(), false)) {
      return; // As of a list.
    }
    value
        .fields()
        .forEach(
            (key, element) -> {
              String place = path + "." + Ellipsis.shorten(key, SHOWN) + ".member";
              if (element instanceof Json.Null) {
                isNull(place);
              } else if (!(shape.value() instanceof Shape.Scalar scalar)
                  || !scalar.type().reads(element)) {
                value(place, element, shape.value());
              }
            });
    List<Json> keys = value.fields().keySet().stream().<Json>map(Json::text).toList();
    elements(path, value, keys, shape.key(), "Map keys must satisfy constraint: ");
    if (shape.value() instanceof Shape.Scalar scalar) {
      elements(path, value, value.fields().values(), scalar, "Map value must satisfy constraint: ");
    }
  }

  /** Whatever and however many are wrong, the service names the whole, once, and all that holds. */
  private void elements(
      String path, Json whole, Collection<Json> elements, Shape.Scalar shape, String words) {
    boolean right =
        elements.stream()
            .filter(element -> shape.type().reads(element))
            .allMatch(
                element -> shape.constraints().stream().allMatch(c -> c.holds().test(element)));
    if (!right) {
      failed(
          shown(whole, shape.sensitive()),
          path,
          shape.constraints().stream()
              .map(Constraint::words)
              .collect(Collectors.joining(", ", words + "[", "]")));
    }
  }

  private boolean violated(
      String path, Json value, List<Constraint> constraints, boolean sensitive) {
    boolean any = false;
    for (Constraint constraint : constraints) {
      if (!constraint.holds().test(value)) {
        failed(shown(value, sensitive), path, constraint.words());
        any = true;
      }
    }
    return any;
  }

  private static String shown(Json value, boolean sensitive) {
    return sensitive ? "" : " '" + ValueText.of(value) + "'";
  }

  private void isNull(String path) {
    failed(" null", path, Constraint.NOT_NULL);
  }

  private void failed(String shown, String path, String constraint) {
    problems.add("Value" + shown + at(path) + " failed to satisfy constraint: " + constraint);
  }

  private static String at(String path) {
    return " at '" + path + "'";
  }
}
