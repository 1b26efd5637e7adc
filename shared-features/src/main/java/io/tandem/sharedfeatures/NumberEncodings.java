package io.tandem.sharedfeatures;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodings of a number into one column. */
final class NumberEncodings {
  private NumberEncodings() {}

  /** The number itself; missing is NaN. */
  record AsIs() implements Encoding {
    @Override
    public Type input() {
      return Type.NUMBER;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.empty();
    }

    @Override
    public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
      return Encoding.ofNumber(feature, value, x -> x);
    }
  }

  /**
   * {@code (x - mean) / standard deviation}; 0 when all training values were equal or missing;
   * missing is NaN.
   */
  record Standardize() implements Encoding {
    @Override
    public Type input() {
      return Type.NUMBER;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.of(new Moments());
    }

    @Override
    public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
      double mean = learned(feature, learned, "mean");
      double std = learned(feature, learned, "std");
      return Encoding.ofNumber(
          feature, value, x -> std == 0 ? (Double.isNaN(x) ? x : 0) : (x - mean) / std);
    }
  }

  /** The number, or where it is missing the mean of the training values; 0 when there were none. */
  record ImputeMean() implements Encoding {
    @Override
    public Type input() {
      return Type.NUMBER;
    }

    @Override
    public Optional<Statistics> statistics(String feature) {
      return Optional.of(new Moments());
    }

    @Override
    public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
      double mean = learned(feature, learned, "mean");
      return Encoding.ofNumber(feature, value, x -> Double.isNaN(x) ? mean : x);
    }
  }

  private static double learned(String feature, @Nullable Json learned, String name) {
    if (learned instanceof Json.Obj object
        && object.fields().get(name) instanceof Json.Num number
        && Double.isFinite(number.value())) {
      return number.value();
    }
    throw new DefinitionException(
        Artifact.STATE,
        List.of(
            "$.features." + feature + ": lacks the number " + name + "; fit the definition anew"));
  }

  /**
   * Count, mean and standard deviation (of n). The sums are exact, so the order of rows does not
   * matter; they are rounded once, at the end.
   */
  static final class Moments implements Encoding.Statistics {
    private static final MathContext PRECISION = new MathContext(40);

    private long count;
    private BigDecimal sum = BigDecimal.ZERO;
    private BigDecimal squares = BigDecimal.ZERO;

    @Override
    public void observe(Expression value, Row row) {
      double number = Expression.number(value).at(row, Expression.SCALAR);
      if (Double.isFinite(number)) {
        BigDecimal exact = new BigDecimal(number);
        count++;
        sum = sum.add(exact);
        squares = squares.add(exact.multiply(exact));
      }
    }

    @Override
    public void merge(Encoding.Statistics other) {
      Moments moments = (Moments) other;
      count += moments.count;
      sum = sum.add(moments.sum);
      squares = squares.add(moments.squares);
    }

    @Override
    public Json finish() {
      double mean = 0;
      double std = 0;
      if (count > 0) {
        BigDecimal n = BigDecimal.valueOf(count);
        mean = sum.divide(n, PRECISION).doubleValue();
        // n * squares - sum^2 is exact, so that equal values give exactly 0.
        BigDecimal spread = n.multiply(squares).subtract(sum.multiply(sum));
        std = spread.divide(n.multiply(n), PRECISION).sqrt(PRECISION).doubleValue();
      }
      return Json.object(
          Map.of(
              "count", new Json.Num("$", count),
              "mean", new Json.Num("$", mean),
              "std", new Json.Num("$", std)));
    }
  }
}
