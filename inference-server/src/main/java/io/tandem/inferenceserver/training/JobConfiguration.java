package io.tandem.inferenceserver.training;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads the small JSON files that the platform puts into {@code input/config}. */
final class JobConfiguration {
  /** SageMaker's own limits (100 keys of 256, values of 2500 characters) stay well below. */
  private static final long MAX_BYTES = 4L << 20;

  private JobConfiguration() {}

  /** A flat object; numbers, true, false and null as they are written. */
  static Map<String, String> scalars(Path file) {
    return read(file, parser -> scalars(parser, file));
  }

  /** An object of flat objects; what is nested deeper is left out. */
  static Map<String, Map<String, String>> objects(Path file) {
    return read(
        file,
        parser -> {
          Map<String, Map<String, String>> objects = new LinkedHashMap<>();
          for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
              throw new ContainerException(
                  file + " holds " + name + " as something else than an object");
            }
            objects.put(name, flatPart(parser));
          }
          return objects;
        });
  }

  /** {@code "\"0.1\""} is {@code 0.1}; what is not a JSON string stays as it is. */
  static String decodedOnce(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    try (JsonParser parser = factory().createParser(ObjectReadContext.empty(), value)) {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        String decoded = parser.getString();
        return parser.nextToken() == null ? decoded : value;
      }
      return value;
    } catch (JacksonException e) {
      return value;
    }
  }

  private static Map<String, String> scalars(JsonParser parser, Path file) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (!parser.nextToken().isScalarValue()) {
        throw new ContainerException(
            file + " holds " + name + " as an array or object: expected a string");
      }
      values.put(name, parser.getString());
    }
    return values;
  }

  private static Map<String, String> flatPart(JsonParser parser) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (parser.nextToken().isScalarValue()) {
        values.put(name, parser.getString());
      } else {
        parser.skipChildren();
      }
    }
    return values;
  }

  private interface Reading<T> {
    T read(JsonParser parser);
  }

  private static <T> T read(Path file, Reading<T> reading) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ContainerException(file + " is larger than " + MAX_BYTES + " bytes");
      }
      try (JsonParser parser =
          factory().createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new ContainerException(file + " does not hold a JSON object");
        }
        T value = reading.read(parser);
        if (parser.nextToken() != null) {
          throw new ContainerException(file + " has something after its JSON object");
        }
        return value;
      }
    } catch (JacksonException e) {
      // Jackson's message quotes what it found, which may be a secret.
      throw new ContainerException(
          file + " is not valid JSON" + place(e) + "; expected one object with every name once", e);
    } catch (IOException e) {
      throw new ContainerException("cannot read " + file + ": " + e, e);
    }
  }

  private static String place(JacksonException e) {
    @Nullable TokenStreamLocation at = e.getLocation();
    return at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static JsonFactory factory() {
    return JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  }
}
