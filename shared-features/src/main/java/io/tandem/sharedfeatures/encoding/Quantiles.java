package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.strictjson.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Quantiles, and on demand the most frequent value, of a number; all 0 when there was none. */
final class Quantiles implements Encoding.Statistics {
  private final List<Double> parts;
  private final boolean mode;
  private final Distribution distribution = new Distribution();

  Quantiles(List<Double> parts, boolean mode) {
    this.parts = List.copyOf(parts);
    this.mode = mode;
  }

  @Override
  public void observe(List<Expression> values, Row row) {
    distribution.add(Expression.number(values.get(0)).at(row, Row.SCALAR));
  }

  @Override
  public void merge(Encoding.Statistics other) {
    distribution.merge(((Quantiles) other).distribution);
  }

  @Override
  public String kind() {
    return "numbers";
  }

  @Override
  public void write(StateOutput out) {
    distribution.write(out);
  }

  @Override
  public void read(StateInput in) {
    distribution.read(in);
  }

  @Override
  public Json finish() {
    Map<String, Json> learned = new LinkedHashMap<>();
    learned.put("count", Json.num(distribution.count()));
    learned.put("exact", new Json.Bool("$", !distribution.isCoarse()));
    if (mode) {
      learned.put("mode", orZero(distribution.mode()));
    } else {
      List<Json> quantiles =
          parts.stream().<Json>map(part -> orZero(distribution.quantile(part))).toList();
      learned.put("quantiles", new Json.Arr("$", quantiles));
    }
    return Json.object(learned);
  }

  private static Json orZero(double value) {
    return Json.num(Double.isNaN(value) ? 0 : value);
  }
}
