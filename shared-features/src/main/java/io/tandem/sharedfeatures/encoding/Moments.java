package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.strictjson.Json;
import java.math.BigDecimal;
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
    // Sorted, as in the file: the order of Map.of differs from run to run.
    return Json.object(
        new TreeMap<>(
            Map.of(
                "count", Json.num(count),
                "mean", Json.num(mean),
                "std", Json.num(std))));
  }
}
