package io.tandem.evaluation;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads labels, probabilities and ids from JSON Lines as a joined batch transform writes them,
 * gzipped when the name ends in {@code .gz}. One object per line; blank lines are passed over.
 */
final class PredictionsReader {
  private static final int MAX_LINE_BYTES = 64 << 20;
  private static final JsonFactory JSON = new JsonFactory();

  private final FieldPath label;
  private final FieldPath probability;
  private final @Nullable FieldPath id;
  private byte[] line = new byte[8192];
  private int length;

  /**
   * @param id null when rows need none
   */
  PredictionsReader(FieldPath label, FieldPath probability, @Nullable FieldPath id) {
    this.label = label;
    this.probability = probability;
    this.id = id;
  }

  /**
   * @throws EvaluationException when the file cannot be read, or with the number of the first line
   *     that lacks a value or has a wrong one; the line itself is never quoted
   */
  Predictions read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new EvaluationException(file + " is not a file");
    }
    try (InputStream in = open(file)) {
      return readLines(in, file.toString());
    } catch (EOFException | ZipException e) {
      throw new EvaluationException(file + " is not a complete gzip file");
    } catch (IOException e) {
      throw new EvaluationException(file + " cannot be read: " + e.getMessage());
    }
  }

  private Predictions readLines(InputStream in, String file) throws IOException {
    var predictions = new Predictions();
    for (long number = 1; nextLine(in, file, number); number++) {
      if (!blank()) {
        addRow(predictions, file + " line " + number);
      }
    }
    if (predictions.rows() == 0) {
      throw new EvaluationException(file + " holds no predictions");
    }
    return predictions;
  }

  private void addRow(Predictions predictions, String place) {
    var values = new RowValues(label, probability, id);
    try (var parser = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
      values.read(parser);
    } catch (JacksonException e) {
      throw new EvaluationException(place + " is not one JSON object");
    } catch (EvaluationException e) {
      throw new EvaluationException(place + ": " + e.getMessage());
    }
    predictions.add(values.label(), values.probability(), values.id());
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return new BufferedInputStream(
          file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Fills {@link #line}; false at the end of the input. */
  private boolean nextLine(InputStream in, String file, long number) throws IOException {
    length = 0;
    int next;
    while ((next = in.read()) != -1 && next != '\n') {
      if (length == line.length) {
        if (length >= MAX_LINE_BYTES) {
          throw new EvaluationException(
              file + " line " + number + " is longer than " + MAX_LINE_BYTES + " bytes");
        }
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) next;
    }
    return next != -1 || length > 0;
  }

  private boolean blank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
