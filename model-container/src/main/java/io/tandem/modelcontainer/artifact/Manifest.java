package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an artifact states about its model beside the model file, to be checked before it serves.
 * Every part may be absent but the format version; a model without a manifest is served too.
 *
 * @param engine as {@link io.tandem.modelcontainer.engine.Model#engine}, or empty
 * @param objective the name of the output, or empty
 * @param width columns of a row, or 0 when not stated
 * @param columns their names, or empty
 * @param features by column: the feature of the feature set that makes it; or empty
 * @param reasons of features, in words; or none
 * @param fingerprints of the feature set whose vectors the model was trained on, each maybe unknown
 * @param tolerance how far margins may be from those of the golden rows, see {@link #differs}; 0
 *     for the same bits
 * @param golden rows with the margins they must give
 */
public record Manifest(
    String engine,
    String objective,
    int width,
    List<String> columns,
    List<String> features,
    Reasons reasons,
    Fingerprints fingerprints,
    double tolerance,
    List<GoldenRow> golden) {
  public static final String FILE = "manifest.json";

  static final int FORMAT = 1;

  public Manifest {
    columns = List.copyOf(columns);
    features = List.copyOf(features);
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

    /** Whether it can be written, and tells something: JSON has no infinite numbers. */
    public boolean isFinite() {
      for (float margin : margins) {
        if (!Float.isFinite(margin)) {
          return false;
        }
      }
      return true;
    }
  }

  /** What a model file may leave open. */
  Stated stated() {
    return new Stated(objective, width == 0 ? columns.size() : width, columns);
  }

  /**
   * Whether a margin is further from another than a tolerance, which is a share of the other, or of
   * 1 where that is smaller. With a tolerance of 0 every bit counts; NaN is far from any number.
   */
  public static boolean differs(float found, float expected, double tolerance) {
    if (Float.floatToIntBits(found) == Float.floatToIntBits(expected)) {
      return false;
    }
    boolean near =
        Float.isFinite(expected)
            && Math.abs((double) found - expected) <= tolerance * Math.max(1, Math.abs(expected));
    return tolerance == 0 || !near;
  }

  /**
   * Empty when the folder holds no manifest.
   *
   * @throws ContainerException when it cannot be read, or is not what {@code train} writes
   */
  public static Optional<Manifest> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(ManifestReader.read(in));
    } catch (IOException e) {
      throw new ContainerException(
          "cannot read %s (%s); expected a file that this process may read".formatted(file, e), e);
    }
  }

  /** The most that {@link #read} needs; see {@link ManifestReader}. */
  static MemoryUse loadMemory(Path folder) {
    try {
      Path file = folder.resolve(FILE);
      return Files.exists(file) ? new MemoryUse(3 * Files.size(file), 0) : MemoryUse.NONE;
    } catch (IOException e) {
      return MemoryUse.NONE; // who reads it says that it cannot be read
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
        new JsonFactory()
            .createGenerator(ObjectWriteContext.empty(), Files.newBufferedWriter(file))) {
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
      writeTexts(out, "columns", columns);
      writeTexts(out, "features", features);
      reasons.writeTo(out);
      if (tolerance > 0) {
        out.writeNumberProperty("tolerance", tolerance);
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

  /** Nothing where there are none. */
  private static void writeTexts(JsonGenerator out, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      out.writeArrayPropertyStart(name);
      texts.forEach(out::writeString);
      out.writeEndArray();
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
}
