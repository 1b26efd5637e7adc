package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * What an artifact states about its model beside the model file, to be checked before it serves.
 * Every part may be absent but the format version; a model without a manifest is served too.
 *
 * @param engine as {@link io.tandem.modelcontainer.engine.Model#engine}, or empty
 * @param objective the name of the output, or empty
 * @param width columns of a row, or 0 when not stated
 * @param columns their names, or empty
 * @param fingerprints of the feature set whose vectors the model was trained on, each maybe unknown
 * @param golden rows with the exact margins they must give
 */
public record Manifest(
    String engine,
    String objective,
    int width,
    List<String> columns,
    Fingerprints fingerprints,
    List<GoldenRow> golden) {
  public static final String FILE = "manifest.json";

  private static final int FORMAT = 1;
  private static final int MAX_BYTES = 64 * 1024 * 1024;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public Manifest {
    columns = List.copyOf(columns);
    golden = List.copyOf(golden);
  }

  /** A row with what the model computes for it before its link function. */
  public static final class GoldenRow {
    private final float[] values;
    private final float[] margins;

    /** Copies. NaN is a missing value. */
    public GoldenRow(float[] values, float[] margins) {
      this.values = values.clone();
      this.margins = margins.clone();
    }

    public RowMatrix row() {
      return new RowMatrix(values, 1, values.length);
    }

    public float[] margins() {
      return margins.clone();
    }

    /** Whether it can be written: JSON has no infinite numbers. */
    public boolean isFinite() {
      for (float margin : margins) {
        if (Float.isInfinite(margin)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Empty when the folder holds no manifest. */
  public static Optional<Manifest> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes(file))) {
      return Optional.of(new Reader(parser).read());
    } catch (JacksonException e) {
      @Nullable TokenStreamLocation at = e.getLocation();
      throw new ContainerException(
          "%s is not valid JSON%s (cut off?); expected what train wrote"
              .formatted(FILE, at == null ? "" : " at line " + at.getLineNr()),
          e);
    }
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ContainerException(
            FILE + " is longer than " + MAX_BYTES + " bytes; expected what train wrote");
      }
      return bytes;
    } catch (IOException e) {
      throw new ContainerException(
          "cannot read %s (%s); expected a file that this process may read".formatted(file, e), e);
    }
  }

  /**
   * Writes {@value #FILE} into a folder.
   *
   * @throws IOException when it cannot be written
   */
  public void write(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try (JsonGenerator out =
        JSON.createGenerator(ObjectWriteContext.empty(), Files.newBufferedWriter(file))) {
      out.writeStartObject();
      out.writeNumberProperty("format", FORMAT);
      out.writeStringProperty("engine", engine);
      out.writeStringProperty("objective", objective);
      out.writeNumberProperty("width", width);
      if (!fingerprints.schema().isEmpty()) {
        out.writeStringProperty("schema", fingerprints.schema());
      }
      if (!fingerprints.semantics().isEmpty()) {
        out.writeStringProperty("semantics", fingerprints.semantics());
      }
      if (!columns.isEmpty()) {
        out.writeArrayPropertyStart("columns");
        columns.forEach(out::writeString);
        out.writeEndArray();
      }
      out.writeArrayPropertyStart("golden");
      for (GoldenRow row : golden) {
        out.writeStartObject();
        writeNumbers(out, "row", row.values);
        writeNumbers(out, "margins", row.margins);
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
  }

  /** The shortest decimal that reads back as the same float; null for NaN. */
  private static void writeNumbers(JsonGenerator out, String name, float[] numbers) {
    out.writeArrayPropertyStart(name);
    for (float number : numbers) {
      if (Float.isNaN(number)) {
        out.writeNull();
      } else {
        out.writeNumber(number);
      }
    }
    out.writeEndArray();
  }

  private static final class Reader {
    private final JsonParser parser;

    Reader(JsonParser parser) {
      this.parser = parser;
    }

    Manifest read() {
      String engine = "";
      String objective = "";
      String schema = "";
      String semantics = "";
      int width = 0;
      int format = 0;
      List<String> columns = List.of();
      List<GoldenRow> golden = List.of();
      expect(parser.nextToken(), JsonToken.START_OBJECT, "the manifest", "an object");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "format" -> format = integer(name, value);
          case "engine" -> engine = text(name, value);
          case "objective" -> objective = text(name, value);
          case "schema" -> schema = fingerprint(name, value);
          case "semantics" -> semantics = fingerprint(name, value);
          case "width" -> width = integer(name, value);
          case "columns" -> columns = texts(name, value);
          case "golden" -> golden = golden(value);
          default -> throw fault(name, "a key that format " + FORMAT + " knows");
        }
      }
      if (format != FORMAT) {
        throw fault("format", Integer.toString(FORMAT) + ", the only one this version knows");
      }
      return new Manifest(
          engine, objective, width, columns, new Fingerprints(schema, semantics), golden);
    }

    private List<GoldenRow> golden(JsonToken token) {
      expect(token, JsonToken.START_ARRAY, "golden", "an array");
      List<GoldenRow> rows = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken(), JsonToken.START_OBJECT, "golden", "objects");
        float[] row = new float[0];
        float[] margins = new float[0];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          switch (name) {
            case "row" -> row = numbers("golden.row");
            case "margins" -> margins = numbers("golden.margins");
            default -> throw fault("golden." + name, "a key that format " + FORMAT + " knows");
          }
        }
        rows.add(new GoldenRow(row, margins));
      }
      return rows;
    }

    private float[] numbers(String name) {
      expect(parser.currentToken(), JsonToken.START_ARRAY, name, "an array of numbers");
      float[] numbers = new float[64];
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
          numbers[count++] = Float.NaN;
        } else if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
          numbers[count++] = parser.getFloatValue();
        } else {
          throw fault(name, "numbers and null");
        }
      }
      return Arrays.copyOf(numbers, count);
    }

    private List<String> texts(String name, JsonToken token) {
      expect(token, JsonToken.START_ARRAY, name, "an array of texts");
      List<String> texts = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        texts.add(text(name, parser.currentToken()));
      }
      return texts;
    }

    private String text(String name, @Nullable JsonToken token) {
      expect(token, JsonToken.VALUE_STRING, name, "a text");
      return parser.getString();
    }

    private String fingerprint(String name, @Nullable JsonToken token) {
      String text = text(name, token);
      if (!Fingerprints.isFingerprint(text)) {
        throw fault(name, "1 to 128 lower-case hexadecimal digits");
      }
      return text;
    }

    private int integer(String name, @Nullable JsonToken token) {
      expect(token, JsonToken.VALUE_NUMBER_INT, name, "a whole number");
      return parser.getIntValue();
    }

    private void expect(
        @Nullable JsonToken found, JsonToken expected, String name, String description) {
      if (found != expected) {
        throw fault(name, description);
      }
    }

    private static ContainerException fault(String name, String expected) {
      return new ContainerException(FILE + ", " + name + ": expected " + expected);
    }
  }
}
