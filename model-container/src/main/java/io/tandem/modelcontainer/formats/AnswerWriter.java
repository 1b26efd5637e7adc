package io.tandem.modelcontainer.formats;

import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.Predictions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes predictions: plain, or the selected keys. Every answer has one line (or one element) per
 * row, in order, and ends with a newline unless it is a JSON document. Thread-safe.
 *
 * <p>A prediction that is not finite has no place in JSON: it is {@code null} there and an empty
 * field in CSV, the notation of a missing value on the way in. One such row does not fail the
 * others.
 */
public final class AnswerWriter {
  /** The first is the default. */
  public static final List<String> ACCEPTS =
      List.of(MediaType.CSV, MediaType.JSON, MediaType.JSON_LINES);

  private final ModelOutput output;
  private final List<OutputKey> selection;

  /**
   * Writes what one model predicts.
   *
   * @param selection in the order of the answer; empty for the plain prediction
   */
  public AnswerWriter(ModelOutput output, List<OutputKey> selection) {
    this.output = output;
    this.selection = List.copyOf(selection);
  }

  /**
   * A whole answer, in pieces.
   *
   * @param accept one of {@link #ACCEPTS}
   * @param parts at least one
   */
  public List<ByteBuffer> write(String accept, List<Predictions> parts) {
    List<ByteBuffer> pieces = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      pieces.add(ByteBuffer.wrap(piece(accept, parts.get(i), i == 0, last)));
    }
    return pieces;
  }

  private byte[] piece(String accept, Predictions predictions, boolean first, boolean last) {
    int perRow = 16 + 16 * predictions.width() + 32 * selection.size();
    long likely = Math.min((long) predictions.count() * perRow + 32, 1 << 26);
    StringBuilder out = new StringBuilder((int) likely);
    switch (accept) {
      case MediaType.CSV -> csv(predictions, out);
      case MediaType.JSON -> {
        out.append(first ? "{\"predictions\":[" : ",");
        json(predictions, out);
        out.append(last ? "]}" : "");
      }
      case MediaType.JSON_LINES -> jsonLines(predictions, out);
      default -> throw new IllegalArgumentException("not negotiated: " + accept);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void json(Predictions predictions, StringBuilder out) {
    for (int row = 0; row < predictions.count(); row++) {
      out.append(row == 0 ? "" : ",");
      object(predictions, row, out);
    }
  }

  private void jsonLines(Predictions predictions, StringBuilder out) {
    for (int row = 0; row < predictions.count(); row++) {
      object(predictions, row, out);
      out.append('\n');
    }
  }

  private void object(Predictions predictions, int row, StringBuilder out) {
    if (selection.isEmpty()) {
      out.append("{\"score\":");
      oneOrAll(predictions, row, out);
    }
    for (int i = 0; i < selection.size(); i++) {
      out.append(i == 0 ? "{\"" : ",\"").append(selection.get(i).key()).append("\":");
      selected(selection.get(i), predictions, row, out);
    }
    out.append('}');
  }

  private void csv(Predictions predictions, StringBuilder out) {
    for (int row = 0; row < predictions.count(); row++) {
      if (selection.isEmpty()) {
        int first = first(predictions);
        for (int i = first; i < predictions.width(); i++) {
          out.append(i == first ? "" : ",");
          csvField(out, out.length(), predictions, row, i);
        }
      }
      for (int i = 0; i < selection.size(); i++) {
        out.append(i == 0 ? "" : ",");
        int begin = out.length();
        selected(selection.get(i), predictions, row, out);
        quote(out, begin);
      }
      out.append('\n');
    }
  }

  private static void csvField(
      StringBuilder out, int begin, Predictions predictions, int row, int column) {
    number(predictions, predictions.value(row, column), out);
    quote(out, begin);
  }

  /** Turns the JSON text from {@code begin} on into a CSV field: a list is quoted, null empty. */
  private static void quote(StringBuilder out, int begin) {
    char first = out.charAt(begin);
    if (first == 'n') {
      out.setLength(begin);
    } else if (first == '[') {
      String list = out.substring(begin).replace("\"", "\"\"").replace(",", ", ");
      out.setLength(begin);
      out.append('"').append(list).append('"');
    }
  }

  private void selected(OutputKey key, Predictions predictions, int row, StringBuilder out) {
    switch (key) {
      case PREDICTED_LABEL -> label(predictions, row, out);
      case LABELS -> out.append('[').append(String.join(",", output.labels())).append(']');
      case PROBABILITY, RAW_SCORE -> number(predictions, top(predictions, row), out);
      case PROBABILITIES, RAW_SCORES -> bothOrAll(predictions, row, out);
      case PREDICTED_SCORE -> oneOrAll(predictions, row, out);
    }
  }

  private void label(Predictions predictions, int row, StringBuilder out) {
    double value = predictions.value(row, first(predictions));
    switch (output.kind()) {
      case PROBABILITY -> label(value > 0.5 ? 1 : 0, value, out);
      case MARGIN -> label(value > 0 ? 1 : 0, value, out);
      case PROBABILITIES -> {
        int best = best(predictions, row);
        label(best, predictions.value(row, best), out);
      }
      default -> number(predictions, value, out);
    }
  }

  private void label(int index, double value, StringBuilder out) {
    out.append(Double.isFinite(value) ? output.labels().get(index) : "null");
  }

  /** The first number to say: of two probabilities that of the second class says all. */
  private int first(Predictions predictions) {
    return output.kind() == Kind.PROBABILITY ? predictions.width() - 1 : 0;
  }

  private double top(Predictions predictions, int row) {
    return predictions.value(row, best(predictions, row));
  }

  /** The first of the largest. */
  private int best(Predictions predictions, int row) {
    int best = first(predictions);
    for (int i = best + 1; i < predictions.width(); i++) {
      if (predictions.value(row, i) > predictions.value(row, best)) {
        best = i;
      }
    }
    return best;
  }

  private void bothOrAll(Predictions predictions, int row, StringBuilder out) {
    // A list of one comes from a model that knows one class only.
    if (predictions.width() > 1 || output.kind() == Kind.PROBABILITIES) {
      list(predictions, row, out);
      return;
    }
    double value = predictions.value(row, 0);
    // In the precision of the model: 1 - 0.44f reads 0.56.
    double other = predictions.singlePrecision() ? 1f - (float) value : 1 - value;
    out.append('[');
    number(predictions, other, out);
    out.append(',');
    number(predictions, value, out);
    out.append(']');
  }

  private void oneOrAll(Predictions predictions, int row, StringBuilder out) {
    int first = first(predictions);
    if (first == predictions.width() - 1) {
      number(predictions, predictions.value(row, first), out);
    } else {
      list(predictions, row, out);
    }
  }

  private static void list(Predictions predictions, int row, StringBuilder out) {
    for (int i = 0; i < predictions.width(); i++) {
      out.append(i == 0 ? '[' : ',');
      number(predictions, predictions.value(row, i), out);
    }
    out.append(']');
  }

  private static void number(Predictions predictions, double value, StringBuilder out) {
    if (!Double.isFinite(value)) {
      out.append("null");
    } else if (predictions.singlePrecision()) {
      out.append((float) value);
    } else {
      out.append(value);
    }
  }
}
