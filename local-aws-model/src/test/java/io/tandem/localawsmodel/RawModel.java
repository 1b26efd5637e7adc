package io.tandem.localawsmodel;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The resource as it is written; shares no code with what reads it in the module. */
final class RawModel {
  private static final Path RESOURCES = Path.of("src/main/resources/io/tandem/localawsmodel");

  private final Json.Obj model;

  private RawModel(Json.Obj model) {
    this.model = model;
  }

  /**
   * @param service the name of its resource
   */
  static RawModel read(String service) throws IOException {
    byte[] resource = Files.readAllBytes(RESOURCES.resolve(service + ".json"));
    return new RawModel((Json.Obj) Json.read(resource, JsonLimits.ofBytes(1 << 20)));
  }

  List<String> operations() {
    return List.copyOf(object(model, "operations").fields().keySet());
  }

  /** The shape of the request ({@code input}) or of the answer ({@code output}). */
  Optional<String> root(String operation, String side) {
    Json.Obj form = object(object(model, "operations"), operation);
    return form.fields().containsKey(side)
        ? Optional.of(text(object(form, side), "shape"))
        : Optional.empty();
  }

  Set<String> errors(String operation) {
    Set<String> errors = new LinkedHashSet<>();
    for (Json error : array(object(object(model, "operations"), operation), "errors")) {
      errors.add(text((Json.Obj) error, "shape"));
    }
    return errors;
  }

  Set<String> shapes() {
    return object(model, "shapes").fields().keySet();
  }

  String type(String shape) {
    return text(form(shape), "type");
  }

  boolean has(String shape, String trait) {
    return form(shape).fields().containsKey(trait);
  }

  String string(String shape, String trait) {
    return text(form(shape), trait);
  }

  int number(String shape, String trait) {
    return (int) ((Json.Num) field(form(shape), trait)).value();
  }

  List<String> strings(String shape, String trait) {
    return has(shape, trait)
        ? array(form(shape), trait).stream().map(item -> ((Json.Text) item).value()).toList()
        : List.of();
  }

  /** The shape that a list holds, or a map as {@code key} or {@code value}. */
  String element(String shape, String trait) {
    return text(object(form(shape), trait), "shape");
  }

  Map<String, Json> members(String shape) {
    return object(form(shape), "members").fields();
  }

  String member(String shape, String name) {
    return text((Json.Obj) field(object(form(shape), "members"), name), "shape");
  }

  boolean isScalar(String shape) {
    return !List.of("structure", "list", "map").contains(type(shape));
  }

  /** What holds of a text or a number, in the words and the order of the service. */
  List<String> words(String shape) {
    String what = type(shape).equals("string") ? "length" : "value";
    List<String> words = new ArrayList<>();
    if (has(shape, "max")) {
      words.add(most(what, shape));
    }
    if (has(shape, "min")) {
      words.add(least(what, shape));
    }
    if (has(shape, "pattern")) {
      words.add(patternWords(shape));
    }
    if (has(shape, "enum")) {
      words.add(enumWords(shape));
    }
    return words;
  }

  String most(String what, String shape) {
    return "Member must have " + what + " less than or equal to " + number(shape, "max");
  }

  String least(String what, String shape) {
    return "Member must have " + what + " greater than or equal to " + number(shape, "min");
  }

  String patternWords(String shape) {
    return "Member must satisfy regular expression pattern: " + string(shape, "pattern");
  }

  String enumWords(String shape) {
    return "Member must satisfy enum value set: ["
        + String.join(", ", strings(shape, "enum"))
        + "]";
  }

  private Json.Obj form(String shape) {
    return object(object(model, "shapes"), shape);
  }

  static Json.Obj object(Json.Obj object, String name) {
    return (Json.Obj) field(object, name);
  }

  static List<Json> array(Json.Obj object, String name) {
    return ((Json.Arr) field(object, name)).items();
  }

  static String text(Json.Obj object, String name) {
    return ((Json.Text) field(object, name)).value();
  }

  private static Json field(Json.Obj object, String name) {
    Json field = object.fields().get(name);
    if (field == null) {
      throw new AssertionError(object.at() + " has no " + name);
    }
    return field;
  }
}
