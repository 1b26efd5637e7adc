package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.reasons.Reasons;
import io.tandem.modelcontainer.reasons.ReasonsReader;
import io.tandem.strictjson.JsonErrorText;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a manifest token by token. A tree of its values would take fifty times the size of the
 * file, whose golden rows may be 64 MB of numbers. What is kept here takes some three times the
 * size at most: a number has two bytes in the file and four in memory, and rows and names, which
 * have more, are bounded in number.
 */
final class ManifestReader {
  private static final int MAX_BYTES = 64 * 1024 * 1024;
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(MAX_BYTES);

  private static final int MAX_GOLDEN_ROWS = 100_000;

  private static final List<String> KEYS =
      List.of(
          "format",
          "engine",
          "objective",
          "schema",
          "semantics",
          "width",
          "columns",
          "features",
          ReasonsReader.REASONS,
          "tolerance",
          "golden");
  private static final List<String> GOLDEN_KEYS = List.of("row", "margins");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(MAX_BYTES)
                  .maxNestingDepth(LIMITS.depth())
                  .maxStringLength(LIMITS.text())
                  .maxNameLength(LIMITS.name())
                  .maxNumberLength(LIMITS.number())
                  .build())
          .build();

  private final JsonParser parser;

  private ManifestReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws ContainerException when it is not what {@code train} writes
   */
  static Manifest read(InputStream in) throws IOException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      return new ManifestReader(parser).manifest();
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new ContainerException(
          "%s %s; expected what train wrote, at most %d bytes"
              .formatted(Manifest.FILE, JsonErrorText.describe(e, LIMITS), MAX_BYTES),
          e);
    }
  }

  private Manifest manifest() {
    String engine = "";
    String objective = "";
    String schema = "";
    String semantics = "";
    int width = 0;
    int format = 0;
    double tolerance = 0;
    List<String> columns = List.of();
    List<String> features = List.of();
    Reasons reasons = Reasons.NONE;
    List<Manifest.GoldenRow> golden = List.of();
    expect(parser.nextToken(), JsonToken.START_OBJECT, "$", "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String place = "$." + name;
      JsonToken value = parser.nextToken();
      switch (name) {
        case "format" -> format = integer(place, value);
        case "engine" -> engine = text(place, value);
        case "objective" -> objective = text(place, value);
        case "schema" -> schema = fingerprint(place, value);
        case "semantics" -> semantics = fingerprint(place, value);
        case "width" -> width = integer(place, value);
        case "columns" -> columns = texts(place, value);
        case "features" -> features = texts(place, value);
        case ReasonsReader.REASONS -> reasons = ReasonsReader.read(parser, Manifest.FILE, place);
        case "tolerance" -> tolerance = tolerance(place, value);
        case "golden" -> golden = golden(place, value);
        default -> throw unknown("$", name, KEYS);
      }
    }
    if (format != Manifest.FORMAT) {
      throw fault("$.format", Manifest.FORMAT + ", the only one this version knows");
    }
    Optional<String> outside = reasons.firstOutside(features);
    if (outside.isPresent()) {
      throw fault(
          "$." + ReasonsReader.REASONS + "." + outside.get(), "a feature of a column ($.features)");
    }
    return new Manifest(
        engine,
        objective,
        width,
        columns,
        features,
        reasons,
        new Fingerprints(schema, semantics),
        tolerance,
        golden);
  }

  private List<Manifest.GoldenRow> golden(String place, JsonToken token) {
    String expected = "a list of at most " + MAX_GOLDEN_ROWS + " objects";
    expect(token, JsonToken.START_ARRAY, place, expected);
    List<Manifest.GoldenRow> rows = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String rowPlace = place + "[" + rows.size() + "]";
      expect(parser.currentToken(), JsonToken.START_OBJECT, rowPlace, "an object");
      if (rows.size() == MAX_GOLDEN_ROWS) {
        throw fault(place, expected);
      }
      rows.add(goldenRow(rowPlace));
    }
    return rows;
  }

  private Manifest.GoldenRow goldenRow(String place) {
    float[] row = new float[0];
    float[] margins = new float[0];
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "row" -> row = numbers(place + ".row");
        case "margins" -> margins = numbers(place + ".margins");
        default -> throw unknown(place, name, GOLDEN_KEYS);
      }
    }
    return new Manifest.GoldenRow(row, margins);
  }

  private float[] numbers(String place) {
    String expected = "a list of at most " + RowMatrix.MAX_WIDTH + " numbers";
    expect(parser.currentToken(), JsonToken.START_ARRAY, place, expected);
    float[] numbers = new float[64];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == RowMatrix.MAX_WIDTH) {
        throw fault(place, expected);
      }
      numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
      JsonToken token = parser.currentToken();
      if (token == JsonToken.VALUE_NULL) {
        numbers[count++] = Float.NaN;
      } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
        numbers[count++] = parser.getFloatValue();
      } else {
        throw fault(place + "[" + count + "]", "a number or null");
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  private List<String> texts(String place, JsonToken token) {
    String expected = "a list of at most " + RowMatrix.MAX_WIDTH + " texts";
    expect(token, JsonToken.START_ARRAY, place, expected);
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (texts.size() == RowMatrix.MAX_WIDTH) {
        throw fault(place, expected);
      }
      texts.add(text(place + "[" + texts.size() + "]", parser.currentToken()));
    }
    return texts;
  }

  private String text(String place, @Nullable JsonToken token) {
    expect(token, JsonToken.VALUE_STRING, place, "a text");
    return parser.getString();
  }

  private String fingerprint(String place, @Nullable JsonToken token) {
    String text = text(place, token);
    if (!Fingerprints.isFingerprint(text)) {
      throw fault(place, Fingerprints.EXPECTED);
    }
    return text;
  }

  private int integer(String place, @Nullable JsonToken token) {
    expect(token, JsonToken.VALUE_NUMBER_INT, place, "a whole number");
    return parser.getIntValue();
  }

  private double tolerance(String place, @Nullable JsonToken token) {
    boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    double tolerance = number ? parser.getDoubleValue() : -1;
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw fault(place, "a number from 0 to less than 1");
    }
    return tolerance;
  }

  private static void expect(
      @Nullable JsonToken found, JsonToken expected, String place, String description) {
    if (found != expected) {
      throw fault(place, description);
    }
  }

  private static ContainerException fault(String place, String expected) {
    return new ContainerException(Manifest.FILE + ", " + place + ": expected " + expected);
  }

  private static ContainerException unknown(String place, String name, List<String> known) {
    return new ContainerException(
        "%s, %s: unknown field %s%s; format %d has %s"
            .formatted(
                Manifest.FILE,
                place,
                name,
                Suggestion.hint(name, known),
                Manifest.FORMAT,
                String.join(", ", known)));
  }
}
