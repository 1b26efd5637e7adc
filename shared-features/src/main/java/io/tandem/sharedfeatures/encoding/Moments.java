package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.strictjson.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Count, mean and standard deviation (of n) of a number. The sums are exact, so the order of rows
 * does not matter; they are rounded once, at the end.
 */
final class Moments implements Encoding.Statistics {
  private static final MathContext PRECISION = new MathContext(40);

  /** Decimal places of the smallest double. */
  private static final int MAX_SCALE = 1_074;

  /** Of as many squares as can be counted, 2 * (1 024 + 1 074 log2(10)) + 63 bits. */
  private static final int MAX_BYTES = 1_160;

  private long count;
  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal squares = BigDecimal.ZERO;

  @Override
  public void observe(List<Expression> values, Row row) {
    double number = Expression.number(values.get(0)).at(row, Row.SCALAR);
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
  public String kind() {
    return "moments";
  }

  @Override
  public void write(StateOutput out) {
    out.number(count);
    write(out, sum);
    write(out, squares);
  }

  private static void write(StateOutput out, BigDecimal exact) {
    out.number(exact.scale());
    out.bytes(exact.unscaledValue().toByteArray());
  }

  @Override
  public void read(StateInput in) {
    count = in.number();
    sum = read(in, MAX_SCALE);
    squares = read(in, 2 * MAX_SCALE);
    boolean none = sum.signum() == 0 && squares.signum() == 0;
    if (count == 0 ? !none : spread().signum() < 0) {
      throw StateInput.broken("has moments of no numbers");
    }
  }

  /** Few digits, as the sums of doubles have: a large scale would make of one byte gigabytes. */
  private static BigDecimal read(StateInput in, int maxScale) {
    long scale = in.number();
    byte[] unscaled = in.bytes();
    if (scale > maxScale || unscaled.length == 0 || unscaled.length > MAX_BYTES) {
      throw StateInput.broken("has a sum that is none of doubles");
    }
    return new BigDecimal(new BigInteger(unscaled), (int) scale);
  }

  /** n * squares - sum^2 is exact, so that equal values give exactly 0. */
  private BigDecimal spread() {
    return BigDecimal.valueOf(count).multiply(squares).subtract(sum.multiply(sum));
  }

  @Override
  public Json finish() {
    double mean = 0;
    double std = 0;
    if (count > 0) {
      BigDecimal n = BigDecimal.valueOf(count);
      mean = sum.divide(n, PRECISION).doubleValue();
      std = spread().divide(n.multiply(n), PRECISION).sqrt(PRECISION).doubleValue();
    }
    // Sorted, as in the file: the order of Map.of differs from run to run.
    return Json.object(
        new TreeMap<>(
            Map.of(
                "count", Json.num(count),
                "mean", Json.num(mean),
                "std", Json.num(std))));
  }
}
