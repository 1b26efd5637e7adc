package io.tandem.localsagemaker.request;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of an AWS request. Reading never stops at a fault: every one is added, with its
 * place, to a list that all objects of one request share; a wrong value reads as absent.
 */
final class RequestObject {
  static final Pattern ANYTHING = Pattern.compile("[\\S\\s]*");
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String place;
  private final JsonNode node;
  private final List<String> problems;

  private RequestObject(String place, JsonNode node, List<String> problems) {
    this.place = place;
    this.node = node;
    this.problems = problems;
  }

  /**
   * @throws SetupException when the file does not hold one JSON object
   */
  static RequestObject read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new SetupException(file + ": expected a request of at most 1 MB");
      }
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      if (!node.isObject()) {
        throw new SetupException(file + ": expected a JSON object");
      }
      return new RequestObject("$", node, new ArrayList<>());
    } catch (JacksonException e) {
      // The parser's own message quotes what it read, and an environment may hold secrets.
      throw new SetupException(
          "%s: not JSON%s: expected one object, no name twice in any".formatted(file, place(e)));
    } catch (IOException e) {
      throw new SetupException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Empty where the parser names none. */
  private static String place(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  /**
   * @throws SetupException with all problems found so far, if any
   */
  void finish(Path file) {
    if (!problems.isEmpty()) {
      throw new SetupException(problems.stream().map(problem -> file + ": " + problem).toList());
    }
  }

  /** Any other name is a problem: the service refuses it too. */
  void allow(String... names) {
    for (String name : node.propertyNames()) {
      if (!List.of(names).contains(name)) {
        problems.add(place + "." + name + " is unknown; known are " + String.join(", ", names));
      }
    }
  }

  /** For what the service allows and this program does not do. */
  void unsupported(String name, String instead) {
    if (node.hasNonNull(name)) {
      problem(name, "is not supported here: " + instead);
    }
  }

  void problem(String name, String fault) {
    problems.add(place + "." + name + " " + fault);
  }

  /** In the request, as a path: {@code $.Containers[0]}. */
  String place() {
    return place;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  Optional<String> text(String name, int maxLength, Pattern form) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString() || value.stringValue().length() > maxLength) {
      problem(name, "is not a text of at most " + maxLength + " characters");
    } else if (!form.matcher(value.stringValue()).matches()) {
      problem(name, "does not match " + form);
    } else {
      return Optional.of(value.stringValue());
    }
    return Optional.empty();
  }

  /** Empty when missing or wrong, which is then a problem. */
  String required(String name, int maxLength, Pattern form) {
    require(name);
    return text(name, maxLength, form).orElse("");
  }

  String choice(String name, String defaultValue, String... choices) {
    String value = text(name, 256, ANYTHING).orElse(defaultValue);
    if (!List.of(choices).contains(value)) {
      problem(name, "is not one of " + String.join(", ", choices));
      return defaultValue;
    }
    return value;
  }

  @Nullable Integer integer(String name, int min, int max) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
      problem(name, "is not a whole number from " + min + " to " + max);
      return null;
    }
    return value.intValue();
  }

  void requiredInteger(String name, int min, int max) {
    require(name);
    integer(name, min, max);
  }

  void flag(String name) {
    JsonNode value = node.get(name);
    if (value != null && !value.isBoolean()) {
      problem(name, "is not true or false");
    }
  }

  Optional<RequestObject> object(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      problem(name, "is not an object");
      return Optional.empty();
    }
    return Optional.of(new RequestObject(place + "." + name, value, problems));
  }

  /** Reads as an empty object when missing or wrong, which is then a problem. */
  RequestObject requiredObject(String name) {
    require(name);
    return object(name)
        .orElseGet(() -> new RequestObject(place + "." + name, JSON.createObjectNode(), problems));
  }

  List<RequestObject> objects(String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isArray()) {
      if (value != null) {
        problem(name, "is not an array");
      }
      return List.of();
    }
    var objects = new ArrayList<RequestObject>();
    for (JsonNode element : value) {
      String at = "%s.%s[%d]".formatted(place, name, objects.size());
      if (!element.isObject()) {
        problems.add(at + " is not an object");
      }
      objects.add(new RequestObject(at, element, problems));
    }
    return objects;
  }

  /** An environment: names of variables to values. */
  Map<String, String> environment(String name, int maxEntries, int maxValueLength) {
    var variables = new LinkedHashMap<String, String>();
    object(name)
        .ifPresent(
            object -> {
              if (object.node.size() > maxEntries) {
                problem(name, "has more than " + maxEntries + " entries");
              }
              for (String key : object.node.propertyNames()) {
                if (key.length() > 1024 || !key.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                  object.problem(key, "is not the name of a variable of at most 1024 characters");
                }
                object.text(key, maxValueLength, ANYTHING).ifPresent(v -> variables.put(key, v));
              }
            });
    return variables;
  }

  private void require(String name) {
    if (!node.hasNonNull(name)) {
      problem(name, "is missing");
    }
  }
}
