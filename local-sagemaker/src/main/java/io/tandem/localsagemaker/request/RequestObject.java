package io.tandem.localsagemaker.request;

import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of an AWS request: a {@link JsonObject} with the words and habits of the service,
 * where null is the same as absent. Every problem is noted, with its place; a wrong value reads as
 * absent.
 */
final class RequestObject {
  static final Pattern ANYTHING = Pattern.compile("[\\S\\s]*");
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(1 << 20);
  private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final int MAX_VARIABLE_LENGTH = 1024;

  private final JsonObject json;
  private final Problems problems;

  private RequestObject(JsonObject json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  /** A file that does not hold one JSON object is a problem, and reads as an empty one. */
  static RequestObject read(Path file) {
    var problems = new Problems();
    return new RequestObject(JsonObject.read(file, LIMITS, problems), problems);
  }

  static RequestObject of(Json.Obj json) {
    var problems = new Problems();
    return new RequestObject(JsonObject.of(json, problems), problems);
  }

  /**
   * @throws SetupException with all problems found so far, if any
   */
  void finish() {
    if (!problems.isEmpty()) {
      throw new SetupException(List.copyOf(problems.all()));
    }
  }

  /**
   * @param source names the request in each problem
   * @throws SetupException with all problems found so far, if any
   */
  void finish(String source) {
    if (!problems.isEmpty()) {
      throw new SetupException(
          problems.all().stream().map(problem -> source + ": " + problem).toList());
    }
  }

  /** For what the service takes and what makes no difference here. */
  void ignore(String... names) {
    for (String name : names) {
      json.optional(name);
    }
  }

  /** To be called when all others were read: the service refuses other names too. */
  void refuseOtherFields() {
    json.refuseOtherFields();
  }

  /** For what the service allows and this program does not do. */
  void unsupported(String name, String instead) {
    field(name).ifPresent(field -> field.problem("is not supported here: " + instead));
  }

  void problem(String name, String fault) {
    json.optional(name).problem(fault);
  }

  /** Of the object as a whole. */
  void problem(String fault) {
    json.problem(fault);
  }

  /** In the request, as a path: {@code $.Containers[0]}. */
  String place() {
    return json.place();
  }

  /** The whole object. */
  Json.Obj written() {
    return json.written();
  }

  boolean has(String name) {
    return field(name).isPresent();
  }

  Optional<String> text(String name, int maxLength, Pattern form) {
    String expected = "a text of at most " + maxLength + " characters";
    String matching = form == ANYTHING ? expected : expected + " that matches " + form;
    return field(name).flatMap(field -> field.text(maxLength, form, matching));
  }

  /** Empty when missing or wrong, which is then a problem. */
  String required(String name, int maxLength, Pattern form) {
    require(name);
    return text(name, maxLength, form).orElse("");
  }

  String choice(String name, String defaultValue, String... choices) {
    Map<String, String> byName =
        Arrays.stream(choices).collect(Collectors.toMap(Function.identity(), Function.identity()));
    return field(name).flatMap(field -> field.choice(byName)).orElse(defaultValue);
  }

  @Nullable Integer integer(String name, int min, int max) {
    return field(name).flatMap(field -> field.integer(min, max)).orElse(null);
  }

  void requiredInteger(String name, int min, int max) {
    require(name);
    integer(name, min, max);
  }

  /** False when it is missing or wrong. */
  boolean flag(String name) {
    return field(name).flatMap(JsonField::flag).orElse(false);
  }

  Optional<RequestObject> object(String name) {
    return field(name).map(this::object);
  }

  /** Reads as an empty object when missing or wrong, which is then a problem. */
  RequestObject requiredObject(String name) {
    require(name);
    return object(name).orElseGet(RequestObject::empty);
  }

  /** Empty when the array is missing or wrong. */
  List<RequestObject> objects(String name, int min, int max) {
    String expected = "a list of %d to %d objects".formatted(min, max);
    return field(name).stream()
        .flatMap(field -> field.elements(min, max, expected).stream())
        .map(this::object)
        .toList();
  }

  /** Of an S3 data source: objects by prefix are all that is read here. */
  void onlyPrefix() {
    String type =
        choice("S3DataType", "S3Prefix", "S3Prefix", "ManifestFile", "AugmentedManifestFile");
    if (!type.equals("S3Prefix")) {
      problem("S3DataType", type + " is not supported here: use S3Prefix");
    }
  }

  /** Empty when the list is missing or wrong. */
  List<String> texts(String name, int max, int maxLength) {
    String expected = "a list of at most %d texts".formatted(max);
    return field(name).stream()
        .flatMap(field -> field.elements(0, max, expected).stream())
        .flatMap(
            item ->
                item
                    .text(maxLength, ANYTHING, "a text of at most " + maxLength + " characters")
                    .stream())
        .toList();
  }

  /** Names to texts; empty when the object is missing or wrong. */
  Map<String, String> texts(String name, int maxEntries, int maxNameLength, int maxLength) {
    var texts = new LinkedHashMap<String, String>();
    object(name)
        .ifPresent(
            object -> {
              List<String> keys = object.json.names();
              if (keys.size() > maxEntries) {
                object.problem("has more than " + maxEntries + " entries");
              }
              for (String key : keys) {
                if (key.length() > maxNameLength) {
                  object.problem("has a name of more than " + maxNameLength + " characters");
                }
                object.text(key, maxLength, ANYTHING).ifPresent(text -> texts.put(key, text));
              }
            });
    return texts;
  }

  /** An environment: names of variables to values. */
  Map<String, String> environment(String name, int maxEntries, int maxValueLength) {
    var variables = new LinkedHashMap<String, String>();
    object(name)
        .ifPresent(
            object -> {
              List<String> keys = object.json.names();
              if (keys.size() > maxEntries) {
                object.problem("has more than " + maxEntries + " entries");
              }
              for (String key : keys) {
                if (key.length() > MAX_VARIABLE_LENGTH || !VARIABLE.matcher(key).matches()) {
                  object.problem(key, "is not the name of a variable of at most 1024 characters");
                }
                object.text(key, maxValueLength, ANYTHING).ifPresent(v -> variables.put(key, v));
              }
            });
    return variables;
  }

  private void require(String name) {
    if (!has(name)) {
      json.problem("lacks " + name);
    }
  }

  private Optional<JsonField> field(String name) {
    JsonField field = json.optional(name);
    return field.json().filter(value -> !(value instanceof Json.Null)).map(_ -> field);
  }

  /** In place of an absent object. Its problems are not noted. */
  private static RequestObject empty() {
    var dropped = new Problems();
    return new RequestObject(JsonObject.of(Json.object(Map.of()), dropped), dropped);
  }

  private RequestObject object(JsonField field) {
    return new RequestObject(field.objectOrEmpty(), problems);
  }
}
