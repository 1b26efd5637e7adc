package io.tandem.localawsmodel;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes shapes of the form that botocore's {@code service-2.json} has. What it does not know is an
 * error: it may be a constraint.
 */
final class ShapeReader {
  private static final Set<String> TRAITS =
      Set.of(
          "type",
          "members",
          "required",
          "member",
          "key",
          "value",
          "enum",
          "min",
          "max",
          "pattern",
          "sensitive");

  private final Map<String, Json> forms;
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Set<String> unfinished = new HashSet<>();

  /**
   * @param forms by the name of the shape
   */
  ShapeReader(Map<String, Json> forms) {
    this.forms = forms;
  }

  /**
   * @throws IllegalArgumentException when the model has no such structure, or another shape than
   *     this reader knows
   */
  Shape.Structure structure(String name) {
    if (shape(name) instanceof Shape.Structure structure) {
      return structure;
    }
    throw new IllegalArgumentException(name + " is no structure");
  }

  private Shape shape(String name) {
    Shape known = shapes.get(name);
    if (known != null) {
      return known;
    }
    if (!unfinished.add(name)) {
      throw new IllegalArgumentException(name + " holds itself");
    }
    Shape shape = shape(name, fields(forms.get(name), name));
    shapes.put(name, shape);
    return shape;
  }

  private Shape shape(String name, Map<String, Json> form) {
    if (!TRAITS.containsAll(form.keySet())) {
      throw new IllegalArgumentException(
          name + " has traits that are not checked: " + form.keySet());
    }
    return switch (text(form.get("type"), name)) {
      case "structure" -> structure(name, form);
      case "list" -> new Shape.ListOf(used(form.get("member"), name), length(form));
      case "map" ->
          new Shape.MapOf(
              scalar(form.get("key"), name), used(form.get("value"), name), length(form));
      case "string" -> string(name, form);
      case "integer" -> number(Shape.Type.INTEGER, form);
      case "long" -> number(Shape.Type.LONG, form);
      case "float" -> number(Shape.Type.FLOAT, form);
      case "double" -> number(Shape.Type.DOUBLE, form);
      case "boolean" -> new Shape.Scalar(Shape.Type.BOOLEAN, List.of(), false);
      case "timestamp" -> new Shape.Scalar(Shape.Type.TIMESTAMP, List.of(), false);
      default -> throw new IllegalArgumentException(name + " has a type that is not checked");
    };
  }

  private Shape.Structure structure(String name, Map<String, Json> form) {
    Map<String, Shape> members = new LinkedHashMap<>();
    fields(form.get("members"), name)
        .forEach((member, use) -> members.put(member, used(use, name + "." + member)));
    List<String> required = texts(form.get("required"), name);
    if (!members.keySet().containsAll(required)) {
      throw new IllegalArgumentException(name + " requires members that it lacks");
    }
    return new Shape.Structure(Map.copyOf(members), required);
  }

  private static Shape.Scalar string(String name, Map<String, Json> form) {
    List<Constraint> constraints = new ArrayList<>(length(form));
    if (form.containsKey("pattern")) {
      constraints.add(Constraint.pattern(text(form.get("pattern"), name), whole(form, "max")));
    }
    if (form.containsKey("enum")) {
      constraints.add(Constraint.oneOf(texts(form.get("enum"), name)));
    }
    return new Shape.Scalar(
        Shape.Type.STRING, List.copyOf(constraints), form.containsKey("sensitive"));
  }

  private static Shape.Scalar number(Shape.Type type, Map<String, Json> form) {
    return new Shape.Scalar(type, Constraint.value(whole(form, "min"), whole(form, "max")), false);
  }

  private static List<Constraint> length(Map<String, Json> form) {
    return Constraint.length(whole(form, "min"), whole(form, "max"));
  }

  private Shape.Scalar scalar(@Nullable Json use, String place) {
    if (used(use, place) instanceof Shape.Scalar scalar) {
      return scalar;
    }
    throw new IllegalArgumentException(place + " is a map with keys that are no scalars");
  }

  private Shape used(@Nullable Json use, String place) {
    return shape(text(fields(use, place).get("shape"), place));
  }

  static Map<String, Json> fields(@Nullable Json json, String place) {
    if (json instanceof Json.Obj object) {
      return object.fields();
    }
    throw new IllegalArgumentException(place + ": expected an object");
  }

  static String text(@Nullable Json json, String place) {
    if (json instanceof Json.Text text) {
      return text.value();
    }
    throw new IllegalArgumentException(place + ": expected a text");
  }

  private static List<String> texts(@Nullable Json json, String place) {
    if (json == null) {
      return List.of();
    }
    if (json instanceof Json.Arr array) {
      return array.items().stream().map(item -> text(item, place)).toList();
    }
    throw new IllegalArgumentException(place + ": expected a list of texts");
  }

  private static OptionalLong whole(Map<String, Json> form, String bound) {
    Json json = form.get(bound);
    if (json == null) {
      return OptionalLong.empty();
    }
    if (json instanceof Json.Num number && number.value() == Math.rint(number.value())) {
      return OptionalLong.of((long) number.value());
    }
    throw new IllegalArgumentException(json.place() + ": expected a whole number");
  }
}
