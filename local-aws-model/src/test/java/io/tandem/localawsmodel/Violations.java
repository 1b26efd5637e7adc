package io.tandem.localawsmodel;

import static io.tandem.localawsmodel.Samples.array;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Every value that violates one constraint of one place, in a value that is right otherwise. */
final class Violations {
  /** Most patterns allow none of them. */
  private static final List<String> ODD = List.of("\n", "-", " ", "\u00e9*", "\u0001");

  private final RawModel model;
  private final Samples samples;
  private final List<Violation> found = new ArrayList<>();

  /**
   * @param constraint shape and trait that are violated
   * @param value the whole
   * @param path where the problem is
   * @param problem its end
   */
  record Violation(String constraint, Json.Obj value, String path, String problem) {}

  private Violations(RawModel model) {
    this.model = model;
    this.samples = new Samples(model);
  }

  static List<Violation> of(String shape, RawModel model) {
    Violations violations = new Violations(model);
    Json whole = violations.samples.value(shape, true);
    violations.structure(shape, (Json.Obj) whole, "", UnaryOperator.identity());
    return violations.found;
  }

  /**
   * @param whole the whole value, with another one here
   */
  private void walk(String shape, Json value, String path, UnaryOperator<Json> whole) {
    switch (model.type(shape)) {
      case "structure" -> {
        wrongTypes(shape, path, whole);
        structure(shape, (Json.Obj) value, path, whole);
      }
      case "list" -> list(shape, (Json.Arr) value, path, whole);
      case "map" -> map(shape, (Json.Obj) value, path, whole);
      default -> scalar(shape, path, path, "", whole);
    }
  }

  private void structure(String shape, Json.Obj value, String path, UnaryOperator<Json> whole) {
    String before = path.isEmpty() ? "" : path + ".";
    for (String name : model.members(shape).keySet()) {
      String place = before + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
      if (model.strings(shape, "required").contains(name)) {
        String problem =
            "Value null at '" + place + "' failed to satisfy constraint: Member must not be null";
        add(shape + " required " + name, whole.apply(without(value, name)), place, problem);
        add(
            shape + " required " + name,
            whole.apply(with(value, name, new Json.Null("$"))),
            place,
            problem);
      }
      walk(
          model.member(shape, name),
          value.fields().getOrDefault(name, new Json.Null("$")),
          place,
          other -> whole.apply(with(value, name, other)));
    }
    add(
        shape + " members",
        whole.apply(with(value, "Xyzzyxyzzy", Json.num(1))),
        before + "Xyzzyxyzzy",
        "Member '" + before + "Xyzzyxyzzy' is not known");
  }

  private void list(String shape, Json.Arr value, String path, UnaryOperator<Json> whole) {
    wrongTypes(shape, path, whole);
    String item = model.element(shape, "member");
    Json sample = value.items().getFirst();
    sizes(shape, path, size -> whole.apply(array(Collections.nCopies(size, sample))));
    String place = path + ".1.member";
    UnaryOperator<Json> one =
        other -> {
          List<Json> items = new ArrayList<>(value.items());
          items.set(0, other);
          return whole.apply(array(items));
        };
    add(shape + " nulls", one.apply(new Json.Null("$")), place, "Member must not be null");
    if (model.isScalar(item)) {
      scalar(item, path, place, "Member must satisfy constraint: ", one);
    } else {
      walk(item, sample, place, one);
    }
  }

  private void map(String shape, Json.Obj value, String path, UnaryOperator<Json> whole) {
    wrongTypes(shape, path, whole);
    String key = value.fields().keySet().iterator().next();
    String place = path + "." + key + ".member";
    sizes(
        shape,
        path,
        size -> {
          Map<String, Json> fields = new LinkedHashMap<>();
          for (int i = 0; i < size; i++) {
            fields.put("k" + i, value.fields().getOrDefault(key, new Json.Null("$")));
          }
          return whole.apply(Json.object(fields));
        });
    UnaryOperator<Json> one = other -> whole.apply(with(value, key, other));
    add(shape + " nulls", one.apply(new Json.Null("$")), place, "Member must not be null");
    String element = model.element(shape, "value");
    if (model.isScalar(element)) {
      scalar(element, path, place, "Map value must satisfy constraint: ", one);
    } else {
      walk(element, value.fields().getOrDefault(key, new Json.Null("$")), place, one);
    }
    texts(
        model.element(shape, "key"),
        path,
        "Map keys must satisfy constraint: ",
        text ->
            whole.apply(
                Json.object(
                    Map.of(
                        ((Json.Text) text).value(),
                        value.fields().getOrDefault(key, new Json.Null("$"))))));
  }

  private interface OfSize {
    Json of(int size);
  }

  private void sizes(String shape, String path, OfSize whole) {
    if (model.has(shape, "max")) {
      int most = model.number(shape, "max");
      add(shape + " max", whole.of(most + 1), path, model.most("length", shape));
    }
    if (model.has(shape, "min") && model.number(shape, "min") > 0) {
      int least = model.number(shape, "min");
      add(shape + " min", whole.of(least - 1), path, model.least("length", shape));
    }
  }

  /**
   * @param path of a constraint that is violated
   * @param place of a value of another type
   * @param words of an element, before all that holds of it; else empty
   */
  private void scalar(
      String shape, String path, String place, String words, UnaryOperator<Json> whole) {
    wrongTypes(shape, place, whole);
    if (model.type(shape).equals("string")) {
      texts(shape, path, words, whole);
      return;
    }
    if (model.has(shape, "max")) {
      Json large = Json.num((long) model.number(shape, "max") + 1);
      violated(shape, "max", large, path, words, model.most("value", shape), whole);
    }
    if (model.has(shape, "min")) {
      Json small = Json.num((long) model.number(shape, "min") - 1);
      violated(shape, "min", small, path, words, model.least("value", shape), whole);
    }
  }

  private void texts(String shape, String path, String words, UnaryOperator<Json> whole) {
    int least = model.has(shape, "min") ? model.number(shape, "min") : 0;
    if (model.has(shape, "max")) {
      Json longer = Json.text("a".repeat(model.number(shape, "max") + 1));
      violated(shape, "max", longer, path, words, model.most("length", shape), whole);
    }
    if (least > 0) {
      Json shorter = Json.text("a".repeat(least - 1));
      violated(shape, "min", shorter, path, words, model.least("length", shape), whole);
    }
    if (model.has(shape, "enum")) {
      Json other = Json.text(model.strings(shape, "enum").getFirst() + "x");
      violated(shape, "enum", other, path, words, model.enumWords(shape), whole);
    }
    if (model.has(shape, "pattern")) {
      Pattern pattern = Pattern.compile(model.string(shape, "pattern"));
      for (String odd : ODD) {
        String text = odd.repeat(Math.max(1, least));
        if (!pattern.matcher(text).matches()) {
          violated(
              shape, "pattern", Json.text(text), path, words, model.patternWords(shape), whole);
        }
      }
    }
  }

  private void violated(
      String shape,
      String trait,
      Json value,
      String path,
      String words,
      String broken,
      UnaryOperator<Json> whole) {
    add(
        shape + " " + trait,
        whole.apply(value),
        path,
        words.isEmpty() ? broken : words + "[" + String.join(", ", model.words(shape)) + "]");
  }

  private void wrongTypes(String shape, String place, UnaryOperator<Json> whole) {
    String type = model.type(shape);
    for (Json other : WrongTypes.of(type)) {
      String problem = WrongTypes.words(other, type) + " at '" + place + "'";
      add(shape + " type", whole.apply(other), place, problem);
    }
  }

  private void add(String constraint, Json whole, String path, String problem) {
    found.add(new Violation(constraint, (Json.Obj) whole, path, problem));
  }

  private static Json with(Json.Obj object, String name, Json value) {
    Map<String, Json> fields = new LinkedHashMap<>(object.fields());
    fields.put(name, value);
    return Json.object(fields);
  }

  private static Json without(Json.Obj object, String name) {
    Map<String, Json> fields = new LinkedHashMap<>(object.fields());
    fields.remove(name);
    return Json.object(fields);
  }
}
