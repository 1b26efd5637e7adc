package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import io.tandem.modelcontainer.trainingdata.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a model computes here for training data, and what its own framework does. Both are compared
 * as 32-bit floats, which is what a manifest holds.
 */
final class Margins {
  private static final int CHUNK_ROWS = 4096;

  private final float[] values;
  private final int rows;
  private final int width;

  private Margins(float[] values, int rows) {
    this.values = values;
    this.rows = rows;
    this.width = values.length / rows;
  }

  /**
   * @param data at least one row
   */
  static Margins of(Model model, TrainingData data) {
    RowMatrix matrix = new RowMatrix(data.values(), data.rows(), data.width());
    float[] values = new float[0];
    for (int begin = 0; begin < data.rows(); begin += CHUNK_ROWS) {
      int end = Math.min(begin + CHUNK_ROWS, data.rows());
      Predictions margins = model.margins(matrix.slice(begin, end));
      int width = margins.width();
      values = begin == 0 ? new float[data.rows() * width] : values;
      for (int i = 0; i < margins.count() * width; i++) {
        values[begin * width + i] = (float) margins.value(i / width, i % width);
      }
    }
    return new Margins(values, data.rows());
  }

  int rows() {
    return rows;
  }

  /** Rows with a margin that is NaN or infinite. */
  long notFinite() {
    long count = 0;
    for (int row = 0; row < rows; row++) {
      boolean finite = true;
      for (int i = row * width; i < (row + 1) * width; i++) {
        finite &= Float.isFinite(values[i]);
      }
      count += finite ? 0 : 1;
    }
    return count;
  }

  /**
   * Compares them with those that a framework wrote as CSV, and says how far they are apart.
   *
   * @throws ContainerException when one is further away than the tolerance, or there are others
   *     than one line for each row
   */
  String compare(Path file, double tolerance) {
    RowMatrix theirs = read(file);
    if (theirs.count() != rows) {
      throw new ContainerException(
          "%s: %d rows, expected %d, one for each vector".formatted(file, theirs.count(), rows));
    }
    boolean same = true;
    double largest = 0;
    int at = 0;
    int far = 0;
    for (int row = 0; row < rows; row++) {
      boolean differs = false;
      for (int i = row * width; i < (row + 1) * width; i++) {
        float expected = theirs.values()[i];
        double distance = distance(values[i], expected);
        same &= Float.floatToIntBits(values[i]) == Float.floatToIntBits(expected);
        differs |= Manifest.differs(values[i], expected, tolerance);
        at = distance > largest ? row + 1 : at;
        largest = Math.max(distance, largest);
      }
      far += differs ? 1 : 0;
    }
    String apart =
        largest == Double.POSITIVE_INFINITY
            ? "no number on one side in row " + at
            : "largest difference %s in row %d".formatted(largest, at);
    if (far > 0) {
      throw new ContainerException(
          "%s: %d of %d rows are not those of the model, %s; expected the framework's margins of these vectors, in their order, within %s"
              .formatted(file, far, rows, apart, tolerance));
    }
    return rows + " rows " + (same ? "the same bit for bit" : "within " + tolerance + ", " + apart);
  }

  /** Infinite where only one is a finite number. */
  private static double distance(float found, float expected) {
    if (Float.floatToIntBits(found) == Float.floatToIntBits(expected)) {
      return 0;
    }
    double distance = Math.abs((double) found - expected);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private RowMatrix read(Path file) {
    byte[] csv;
    try {
      csv = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ContainerException(
          "%s: cannot be read (%s); expected CSV of the framework's margins, a line for each vector"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    return switch (new RowsReader(width).read(MediaType.CSV, Body.of(csv).text())) {
      case RowsResult.Valid(RowMatrix rows) -> rows;
      case RowsResult.Invalid invalid ->
          throw new ContainerException(file + ", " + invalid.detail(0));
      case RowsResult.TooLarge(String detail) -> throw new ContainerException(file + ": " + detail);
    };
  }
}
