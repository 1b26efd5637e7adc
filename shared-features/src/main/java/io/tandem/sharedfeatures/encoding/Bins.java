package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bin of a number. Bin 0 lies below the first edge, bin i begins at edge i - 1, and the last
 * bin has no end.
 *
 * @param edges ascending; empty when they are learned
 * @param quantiles how many parts of equal size the learned edges make of the training values;
 *     fewer where edges coincide
 * @param oneHot a column per bin, {@code name[1]}, and {@code name.missing}; else one column with
 *     the bin's number, NaN for missing
 */
public record Bins(List<Double> edges, int quantiles, boolean oneHot) implements Encoding {
  public Bins {
    edges = List.copyOf(edges);
  }

  @Override
  public List<Input> inputs() {
    return Input.NUMBER;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    if (!edges.isEmpty()) {
      return Optional.empty();
    }
    List<Double> parts = new ArrayList<>();
    for (int i = 1; i < quantiles; i++) {
      parts.add((double) i / quantiles);
    }
    return Optional.of(new Quantiles(parts, false));
  }

  @Override
  public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
    double[] cuts =
        edges.isEmpty()
            ? StateReader.numbers(feature, learned, "quantiles", quantiles - 1)
            : edges.stream().mapToDouble(Double::doubleValue).toArray();
    double[] different = Arrays.stream(cuts).distinct().toArray();
    if (!oneHot) {
      return Encoding.ofNumber(
          feature,
          values,
          x -> Double.isNaN(x) ? Double.NaN : bin(different, x),
          x -> words(different, x));
    }
    List<String> columns = new ArrayList<>();
    for (int bin = 0; bin <= different.length; bin++) {
      columns.add(feature + "[" + bin + "]");
    }
    columns.add(feature + ".missing");
    return new BinEncoder(columns, different, Expression.number(values.get(0)));
  }

  private static int bin(double[] edges, double x) {
    int found = Arrays.binarySearch(edges, x + 0.0); // -0.0 would be below 0.0
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The edges around a number. */
  private static String words(double[] edges, double x) {
    if (Double.isNaN(x)) {
      return "";
    }
    int bin = bin(edges, x);
    String from = bin == 0 ? "" : ", from " + Json.number(edges[bin - 1]) + " on";
    String below = bin == edges.length ? "" : ", below " + Json.number(edges[bin]);
    return "bin " + bin + " of 0 to " + edges.length + from + below;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record BinEncoder(List<String> columns, double[] edges, RowToNumber value)
      implements Encoder {
    BinEncoder {
      columns = List.copyOf(columns);
    }

    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      double x = value.at(row, Row.SCALAR);
      boolean missing = !Double.isFinite(x);
      Arrays.fill(vector, at, at + columns.size(), 0);
      vector[at + (missing ? columns.size() - 1 : bin(edges, x))] = 1;
      return missing ? Outcome.MISSING : Outcome.KNOWN;
    }

    @Override
    public String explain(Row row) {
      double x = value.at(row, Row.SCALAR);
      return words(edges, Double.isFinite(x) ? x : Double.NaN);
    }
  }
}
