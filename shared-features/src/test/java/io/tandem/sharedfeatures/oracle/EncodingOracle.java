package io.tandem.sharedfeatures.oracle;

import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.oracle.OracleValue.Each;
import io.tandem.sharedfeatures.oracle.OracleValue.Txt;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The columns of one feature, the slow and obvious way, from the definition's JSON, what was
 * learned, and the oracle's values. What was learned is {@link FitOracle}'s subject.
 */
final class EncodingOracle {
  private final String name;
  private final String kind;
  private final Json.Obj options;
  private final Map<String, Json> learned;
  private final List<String> columns = new ArrayList<>();
  private final List<String> categories = new ArrayList<>();
  private final List<Double> edges = new ArrayList<>();

  /**
   * @param feature as the definition has it
   * @param state what all features learned, by their name
   */
  EncodingOracle(Json.Obj feature, Json.Obj state) {
    this.name = ((Json.Text) Sample.field(feature, "name")).value();
    Map<String, Json> encode = ValueOracle.fields(feature, "encode");
    this.kind = encode.isEmpty() ? "" : encode.keySet().iterator().next();
    this.options =
        encode.isEmpty() ? Json.object(Map.of()) : (Json.Obj) encode.values().iterator().next();
    this.learned = ValueOracle.fields(state, name);
    items(options.fields(), "values").forEach(item -> categories.add(((Json.Text) item).value()));
    items(learned, "vocabulary").forEach(pair -> categories.add(firstText(pair)));
    TreeSet<Double> cuts = new TreeSet<>();
    items(options.fields(), "edges").forEach(edge -> cuts.add(((Json.Num) edge).value()));
    items(learned, "quantiles").forEach(edge -> cuts.add(((Json.Num) edge).value()));
    edges.addAll(cuts);
    addColumns();
  }

  private static List<Json> items(Map<String, Json> fields, String name) {
    return fields.get(name) instanceof Json.Arr array ? array.items() : List.of();
  }

  private static String firstText(Json pair) {
    return ((Json.Text) ((Json.Arr) pair).items().get(0)).value();
  }

  private void addColumns() {
    switch (kind) {
      case "one-hot", "multi-hot" -> {
        categories.forEach(category -> columns.add(name + "=" + category));
        if (choice("unseen").equals("column") && !categories.contains("other")) {
          columns.add(name + "=other");
        }
        if (choice("missing").equals("column")) {
          columns.add(name + ".missing");
        }
      }
      case "hash", "hash-bag" -> {
        for (int i = 0; i < number(options.fields(), "buckets", 0); i++) {
          columns.add(name + "#" + i);
        }
      }
      default -> {
        if (choice("output").equals("one-hot")) {
          for (int i = 0; i <= edges.size(); i++) {
            columns.add(name + "[" + i + "]");
          }
          columns.add(name + ".missing");
        } else {
          columns.add(name);
        }
      }
    }
  }

  private String choice(String option) {
    return options.fields().get(option) instanceof Json.Text text ? text.value() : "column";
  }

  private static double number(Map<String, Json> fields, String name, double otherwise) {
    return fields.get(name) instanceof Json.Num number ? number.value() : otherwise;
  }

  List<String> columns() {
    return columns;
  }

  /** The columns' values. */
  float[] encode(List<OracleValue> values) {
    double[] row = new double[columns.size()];
    OracleValue value = values.get(0);
    switch (kind) {
      case "one-hot", "hash" -> {
        if (value instanceof Txt text) {
          add(row, text.value(), 1);
        } else {
          fall(row, "missing");
        }
      }
      case "multi-hot", "hash-bag" -> bag(row, values);
      case "ordinal", "frequency", "target-mean" ->
          row[0] = value instanceof Txt text ? ofText(text.value()) : Double.NaN;
      default -> ofNumber(row, finite(value));
    }
    float[] vector = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      float rounded = (float) row[i];
      vector[i] = Float.isInfinite(rounded) || Float.isNaN(rounded) ? Float.NaN : rounded + 0.0f;
    }
    return vector;
  }

  /** What a text that is missing or unseen gives; of hashes nothing is unseen, and missing is 0. */
  private void fall(double[] row, String why) {
    if (kind.startsWith("hash")) {
      return;
    }
    String column = name + (why.equals("missing") ? ".missing" : "=other");
    switch (choice(why)) {
      case "column" -> row[columns.indexOf(column)] += 1;
      case "nan" -> Arrays.fill(row, Double.NaN);
      default -> {}
    }
  }

  private void add(double[] row, String text, double weight) {
    if (kind.startsWith("hash")) {
      long seed = (long) number(options.fields(), "seed", 0);
      long hash = OracleHash.of(name + "=" + text, seed);
      row[(int) (hash % columns.size())] += weight;
    } else if (categories.contains(text)) {
      row[categories.indexOf(text)] += weight;
    } else if (choice("unseen").equals("column")) {
      row[columns.indexOf(name + "=other")] += weight;
    } else {
      fall(row, "unseen");
    }
  }

  private void bag(double[] row, List<OracleValue> values) {
    boolean known = false;
    List<OracleValue> texts = ((Each) values.get(0)).elements();
    for (int i = 0; i < texts.size(); i++) {
      OracleValue weight =
          values.size() == 1
              ? OracleValue.number(1)
              : values.get(1) instanceof Each each ? each.elements().get(i) : values.get(1);
      if (texts.get(i) instanceof Txt text) {
        known = true;
        boolean unseen = !kind.equals("hash-bag") && !categories.contains(text.value());
        if (!weight.isMissing() || (unseen && choice("unseen").equals("nan"))) {
          add(row, text.value(), weight.isMissing() ? 0 : ValueOracle.number(weight));
        }
      }
    }
    if (!known) {
      fall(row, "missing");
    }
  }

  private double ofText(String text) {
    if (kind.equals("ordinal")) {
      return categories.indexOf(text);
    }
    if (kind.equals("frequency")) {
      return items(learned, "vocabulary").stream()
          .filter(pair -> firstText(pair).equals(text))
          .mapToDouble(pair -> ((Json.Num) ((Json.Arr) pair).items().get(1)).value())
          .sum();
    }
    double[] total = counts((Json.Arr) Sample.field(Json.object(learned), "total"));
    double prior = total[0] == 0 ? 0 : total[1] / total[0];
    double smoothing = number(options.fields(), "smoothing", 20);
    double[] own = new double[2];
    for (Json pair : items(learned, "rates")) {
      if (firstText(pair).equals(text)) {
        own = counts((Json.Arr) ((Json.Arr) pair).items().get(1));
      }
    }
    double weight = own[0] + smoothing;
    return weight == 0 ? prior : (own[1] + prior * smoothing) / weight;
  }

  /** Records and positive ones of all folds. */
  private static double[] counts(Json.Arr folds) {
    double[] counts = new double[2];
    for (int i = 0; i < folds.items().size(); i++) {
      counts[i % 2] += ((Json.Num) folds.items().get(i)).value();
    }
    return counts;
  }

  private static double finite(OracleValue value) {
    double number = value.isMissing() ? Double.NaN : ValueOracle.number(value);
    return Double.isInfinite(number) ? Double.NaN : number;
  }

  private double learned(String name) {
    return number(learned, name, Double.NaN);
  }

  private double quantile(int i) {
    return ((Json.Num) items(learned, "quantiles").get(i)).value();
  }

  private static double scaled(double distance, double spread) {
    return spread == 0 && !Double.isNaN(distance) ? 0 : distance / spread;
  }

  private void ofNumber(double[] row, double x) {
    boolean missing = Double.isNaN(x);
    switch (kind) {
      case "" -> row[0] = x;
      case "standardize" -> row[0] = scaled(x - learned("mean"), learned("std"));
      case "min-max" -> row[0] = scaled(x - quantile(0), quantile(1) - quantile(0));
      case "robust-scale" -> row[0] = scaled(x - quantile(1), quantile(2) - quantile(0));
      case "winsorize" ->
          row[0] =
              missing || learned("count") == 0
                  ? x
                  : x < quantile(0) ? quantile(0) : x > quantile(1) ? quantile(1) : x;
      case "impute" ->
          row[0] =
              !missing
                  ? x
                  : switch (choice("with")) {
                    case "median" -> quantile(0);
                    case "mode" -> learned("mode");
                    default -> learned("mean");
                  };
      case "bucketize", "quantile-bin" -> {
        int bin = (int) edges.stream().filter(edge -> edge <= x).count();
        if (choice("output").equals("one-hot")) {
          row[missing ? edges.size() + 1 : bin] = 1;
        } else {
          row[0] = missing ? Double.NaN : bin;
        }
      }
      default -> throw new IllegalArgumentException("the oracle does not know " + kind);
    }
  }
}
