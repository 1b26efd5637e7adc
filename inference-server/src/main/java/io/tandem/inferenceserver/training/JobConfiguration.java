package io.tandem.inferenceserver.training;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads the small JSON files that the platform puts into {@code input/config}. */
final class JobConfiguration {
  /** SageMaker's own limits (100 keys of 256, values of 2500 characters) stay well below. */
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(4 << 20);

  private JobConfiguration() {}

  /**
   * A flat object; numbers, true, false and null as they are written.
   *
   * @throws ContainerException with all that is wrong with the file
   */
  static Map<String, String> scalars(Path file) {
    return read(
        file,
        object -> {
          Map<String, String> values = new LinkedHashMap<>();
          for (String name : object.names()) {
            if (object.optional(name).json().orElseThrow() instanceof Json.Null) {
              values.put(name, "null");
            } else {
              object.optional(name).scalar().ifPresent(value -> values.put(name, value));
            }
          }
          return values;
        });
  }

  /**
   * An object of flat objects; what is nested deeper is left out.
   *
   * @throws ContainerException with all that is wrong with the file
   */
  static Map<String, Map<String, String>> objects(Path file) {
    return read(
        file,
        object -> {
          Map<String, Map<String, String>> objects = new LinkedHashMap<>();
          for (String name : object.names()) {
            objects.put(name, flatPart(object.optional(name).objectOrEmpty()));
          }
          return objects;
        });
  }

  private static Map<String, String> flatPart(JsonObject object) {
    Map<String, String> values = new LinkedHashMap<>();
    object
        .values()
        .forEach(
            (name, value) -> {
              switch (value) {
                case Json.Text text -> values.put(name, text.value());
                case Json.Num number -> values.put(name, number.written());
                case Json.Bool flag -> values.put(name, String.valueOf(flag.value()));
                case Json.Null _ -> values.put(name, "null");
                case Json.Obj _, Json.Arr _ -> {}
              }
            });
    return values;
  }

  private static <T> T read(Path file, Function<JsonObject, T> reading) {
    Problems problems = new Problems();
    T value = reading.apply(JsonObject.read(file, LIMITS, problems));
    if (!problems.isEmpty()) {
      throw new ContainerException(file + ": " + String.join("; ", problems.all()));
    }
    return value;
  }

  /** {@code "\"0.1\""} is {@code 0.1}; what is not a JSON string stays as it is. */
  static String decodedOnce(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    try {
      Json json = Json.read(value.getBytes(StandardCharsets.UTF_8), LIMITS);
      return json instanceof Json.Text text ? text.value() : value;
    } catch (InvalidJsonException e) {
      return value;
    }
  }
}
