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
  private final List<OutputKey> keys;
  private final ContributionWriter contributions;
  private final ReasonWriter reasons;
  private final Notation json;
  private final Notation csv;

  /**
   * How the parts of an answer are written.
   *
   * @param missing what stands for a number that is not finite
   * @param open before the first number of a list
   * @param separator between two numbers of a list
   * @param close after the last number of a list
   * @param labels the list of all labels
   * @param isField whether what has parts is one field of a line
   */
  private record Notation(
      String missing,
      String open,
      String separator,
      String close,
      String labels,
      boolean isField) {}

  /**
   * Writes what one model predicts.
   *
   * @param keys in the order of the answer; empty for the plain prediction
   * @param contributions writes those of a row, if that is one of the keys
   * @param reasons writes those of a row, if that is one of the keys
   */
  public AnswerWriter(
      ModelOutput output,
      List<OutputKey> keys,
      ContributionWriter contributions,
      ReasonWriter reasons) {
    this.output = output;
    this.keys = List.copyOf(keys);
    this.contributions = contributions;
    this.reasons = reasons;
    String labels = "[" + String.join(",", output.labels()) + "]";
    this.json = new Notation("null", "[", ",", "]", labels, false);
    // A list is one quoted field, as AWS's image writes it.
    String quoted = "\"" + labels.replace("\"", "\"\"").replace(",", ", ") + "\"";
    this.csv = new Notation("", "\"[", ", ", "]\"", quoted, true);
  }

  /**
   * A whole answer, in pieces.
   *
   * @param accept one of {@link #ACCEPTS}
   * @param parts at least one
   */
  public List<ByteBuffer> write(String accept, List<RowAnswers> parts) {
    List<ByteBuffer> pieces = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      pieces.add(ByteBuffer.wrap(piece(accept, parts.get(i), i == 0, last)));
    }
    return pieces;
  }

  private byte[] piece(String accept, RowAnswers rows, boolean first, boolean last) {
    int perRow =
        16
            + 16 * rows.predictions().width()
            + 32 * keys.size()
            + contributions.characters()
            + reasons.characters();
    long likely = Math.min((long) rows.count() * perRow + 32, 1 << 26);
    StringBuilder out = new StringBuilder((int) likely);
    switch (accept) {
      case MediaType.CSV -> csv(rows, out);
      case MediaType.JSON -> {
        out.append(first ? "{\"predictions\":[" : ",");
        json(rows, out);
        out.append(last ? "]}" : "");
      }
      case MediaType.JSON_LINES -> jsonLines(rows, out);
      default -> throw new IllegalArgumentException("not negotiated: " + accept);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void json(RowAnswers rows, StringBuilder out) {
    for (int row = 0; row < rows.count(); row++) {
      out.append(row == 0 ? "" : ",");
      object(rows, row, out);
    }
  }

  private void jsonLines(RowAnswers rows, StringBuilder out) {
    for (int row = 0; row < rows.count(); row++) {
      object(rows, row, out);
      out.append('\n');
    }
  }

  private void object(RowAnswers rows, int row, StringBuilder out) {
    if (keys.isEmpty()) {
      out.append("{\"score\":");
      oneOrAll(rows.predictions(), row, json, out);
    }
    for (int i = 0; i < keys.size(); i++) {
      out.append(i == 0 ? "{\"" : ",\"").append(keys.get(i).key()).append("\":");
      selected(keys.get(i), rows, row, json, out);
    }
    out.append('}');
  }

  private void csv(RowAnswers rows, StringBuilder out) {
    Predictions predictions = rows.predictions();
    int first = first(predictions);
    for (int row = 0; row < rows.count(); row++) {
      if (keys.isEmpty()) {
        for (int i = first; i < predictions.width(); i++) {
          out.append(i == first ? "" : ",");
          number(predictions, row, i, csv, out);
        }
      }
      for (int i = 0; i < keys.size(); i++) {
        out.append(i == 0 ? "" : ",");
        selected(keys.get(i), rows, row, csv, out);
      }
      out.append('\n');
    }
  }

  private void selected(
      OutputKey key, RowAnswers rows, int row, Notation notation, StringBuilder out) {
    Predictions predictions = rows.predictions();
    switch (key) {
      case PREDICTED_LABEL -> label(predictions, row, notation, out);
      case LABELS -> out.append(notation.labels);
      case PROBABILITY, RAW_SCORE ->
          number(predictions, row, best(predictions, row), notation, out);
      case PROBABILITIES, RAW_SCORES -> bothOrAll(predictions, row, notation, out);
      case PREDICTED_SCORE -> oneOrAll(predictions, row, notation, out);
      case CONTRIBUTIONS -> {
        if (notation.isField) {
          contributions.csv(rows.contributions(), row, out);
        } else {
          contributions.json(rows.contributions(), row, out);
        }
      }
      case REASONS -> {
        if (notation.isField) {
          reasons.csv(rows.contributions(), row, out);
        } else {
          reasons.json(rows.contributions(), row, out);
        }
      }
    }
  }

  private void label(Predictions predictions, int row, Notation notation, StringBuilder out) {
    int first = first(predictions);
    double value = predictions.value(row, first);
    switch (output.kind()) {
      case PROBABILITY -> label(value > 0.5 ? 1 : 0, value, notation, out);
      case MARGIN -> label(value > 0 ? 1 : 0, value, notation, out);
      case PROBABILITIES -> {
        int best = best(predictions, row);
        label(best, predictions.value(row, best), notation, out);
      }
      default -> number(predictions, row, first, notation, out);
    }
  }

  private void label(int index, double value, Notation notation, StringBuilder out) {
    out.append(Double.isFinite(value) ? output.labels().get(index) : notation.missing);
  }

  /** The first number to say: of two probabilities that of the second class says all. */
  private int first(Predictions predictions) {
    return output.kind() == Kind.PROBABILITY ? predictions.width() - 1 : 0;
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

  private void bothOrAll(Predictions predictions, int row, Notation notation, StringBuilder out) {
    // A list of one comes from a model that knows one class only.
    if (predictions.width() > 1 || output.kind() == Kind.PROBABILITIES) {
      list(predictions, row, notation, out);
      return;
    }
    out.append(notation.open);
    if (Double.isFinite(predictions.value(row, 0))) {
      predictions.appendComplementTo(out, row, 0);
    } else {
      out.append("null");
    }
    out.append(notation.separator);
    element(predictions, row, 0, out);
    out.append(notation.close);
  }

  private void oneOrAll(Predictions predictions, int row, Notation notation, StringBuilder out) {
    int first = first(predictions);
    if (first == predictions.width() - 1) {
      number(predictions, row, first, notation, out);
    } else {
      list(predictions, row, notation, out);
    }
  }

  private void list(Predictions predictions, int row, Notation notation, StringBuilder out) {
    for (int i = 0; i < predictions.width(); i++) {
      out.append(i == 0 ? notation.open : notation.separator);
      element(predictions, row, i, out);
    }
    out.append(notation.close);
  }

  /** A number of a list, which is JSON also within a field of CSV. */
  private void element(Predictions predictions, int row, int column, StringBuilder out) {
    number(predictions, row, column, json, out);
  }

  private static void number(
      Predictions predictions, int row, int column, Notation notation, StringBuilder out) {
    if (Double.isFinite(predictions.value(row, column))) {
      predictions.appendTo(out, row, column);
    } else {
      out.append(notation.missing);
    }
  }
}
