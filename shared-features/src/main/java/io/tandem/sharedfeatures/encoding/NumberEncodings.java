package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Encodings of a number into one column. */
public final class NumberEncodings {
  private NumberEncodings() {}

  /** The number itself; missing is NaN. */
  public record AsIs() implements Encoding {
    @Override
    public List<Input> inputs() {
      return Input.NUMBER;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.empty();
    }

    @Override
    public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
      return Encoding.ofNumber(feature, values, x -> x);
    }
  }

  /**
   * {@code (x - mean) / standard deviation}; 0 when all training values were equal or missing;
   * missing is NaN.
   */
  public record Standardize() implements Encoding {
    @Override
    public List<Input> inputs() {
      return Input.NUMBER;
    }

    /** A mean and a deviation are nobody's number. */
    @Override
    public boolean keeps(int input) {
      return false;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.of(new Moments());
    }

    @Override
    public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
      double mean = StateReader.number(feature, learned, "mean");
      double std = StateReader.number(feature, learned, "std");
      return Encoding.ofNumber(
          feature,
          values,
          x -> scaled(x - mean, std),
          x -> "mean " + Json.number(mean) + ", standard deviation " + Json.number(std));
    }
  }

  /** The number, or where it is missing the mean of the training values; 0 when there were none. */
  public record ImputeMean() implements Encoding {
    @Override
    public List<Input> inputs() {
      return Input.NUMBER;
    }

    /** A mean and a deviation are nobody's number. */
    @Override
    public boolean keeps(int input) {
      return false;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.of(new Moments());
    }

    @Override
    public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
      double mean = StateReader.number(feature, learned, "mean");
      return Encoding.ofNumber(
          feature, values, x -> Double.isNaN(x) ? mean : x, x -> imputed(x, "mean", mean));
    }
  }

  /**
   * The number, or where it is missing the most frequent training value, of several the smallest; 0
   * when there were none.
   */
  public record ImputeMode() implements Encoding {
    @Override
    public List<Input> inputs() {
      return Input.NUMBER;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.of(new Quantiles(List.of(), true));
    }

    @Override
    public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
      double mode = StateReader.number(feature, learned, "mode");
      return Encoding.ofNumber(
          feature, values, x -> Double.isNaN(x) ? mode : x, x -> imputed(x, "mode", mode));
    }
  }

  /**
   * A function of the number and of some quantiles of the training values.
   *
   * @param parts which quantiles: 0 is the smallest training value, 1 the largest
   * @param words for people, what the rule did with a number
   */
  public record ByQuantiles(List<Double> parts, Rule rule, Words words) implements Encoding {
    public ByQuantiles {
      parts = List.copyOf(parts);
    }

    /** {@code (x - min) / (max - min)}; 0 when all training values were equal. */
    public static ByQuantiles minMax() {
      return new ByQuantiles(
          List.of(0.0, 1.0),
          (q, any) -> x -> scaled(x - q[0], q[1] - q[0]),
          (x, q) -> "smallest " + Json.number(q[0]) + ", largest " + Json.number(q[1]));
    }

    /** {@code (x - median) / (upper - lower quartile)}; 0 when both quartiles were equal. */
    public static ByQuantiles robustScale() {
      return new ByQuantiles(
          List.of(0.25, 0.5, 0.75),
          (q, any) -> x -> scaled(x - q[1], q[2] - q[0]),
          (x, q) ->
              "median %s, quartiles %s and %s"
                  .formatted(Json.number(q[1]), Json.number(q[0]), Json.number(q[2])));
    }

    /** Without training values nothing is known to be far out. */
    public static ByQuantiles winsorize(double lower, double upper) {
      return new ByQuantiles(
          List.of(lower, upper),
          (q, any) -> x -> any ? Math.min(Math.max(x, q[0]), q[1]) : x,
          (x, q) ->
              (x < q[0]
                      ? "raised to the lower bound, "
                      : x > q[1] ? "cut to the upper bound, " : "")
                  + "bounds %s and %s".formatted(Json.number(q[0]), Json.number(q[1])));
    }

    public static ByQuantiles imputeMedian() {
      return new ByQuantiles(
          List.of(0.5),
          (q, any) -> x -> Double.isNaN(x) ? q[0] : x,
          (x, q) -> imputed(x, "median", q[0]));
    }

    @FunctionalInterface
    interface Words {
      String of(double x, double[] quantiles);
    }

    @FunctionalInterface
    interface Rule {
      /**
       * @param quantiles 0 when there were no training values
       * @param any whether there were
       */
      DoubleUnaryOperator with(double[] quantiles, boolean any);
    }

    @Override
    public List<Input> inputs() {
      return Input.NUMBER;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.of(new Quantiles(parts, false));
    }

    @Override
    public Encoder encoder(String feature, List<Expression> values, @Nullable Json learned) {
      double[] quantiles = StateReader.numbers(feature, learned, "quantiles", parts.size());
      boolean any = StateReader.number(feature, learned, "count") > 0;
      return Encoding.ofNumber(
          feature,
          values,
          rule.with(quantiles, any),
          x -> any ? words.of(x, quantiles) : "no training record had a value");
    }
  }

  private static String imputed(double x, String what, double value) {
    return Double.isNaN(x) ? "missing, so the " + what + " " + Json.number(value) : "";
  }

  /** Missing stays missing; without any spread every number is 0. */
  private static double scaled(double distance, double spread) {
    return spread == 0 ? (Double.isNaN(distance) ? distance : 0) : distance / spread;
  }
}
