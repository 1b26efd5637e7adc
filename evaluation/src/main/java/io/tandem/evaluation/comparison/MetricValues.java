package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Metric;
import java.util.Map;
import java.util.Optional;

/**
 * Every {@link Metric} that is defined, of one draw of the rows.
 *
 * @param bestThresholds empty of a model without one
 */
record MetricValues(ByModel<Map<Metric, Double>> values, ByModel<Optional<Double>> bestThresholds) {
  /**
   * @param weights how often each row counts
   */
  static MetricValues of(ByModel<MetricCalculator> models, int[] weights) {
    ByModel<MetricCalculator.OfDraw> draw = models.map(model -> model.metrics(weights));
    draw.old().ifPresent(old -> addPairs(draw, old));
    return new MetricValues(
        draw.map(MetricCalculator.OfDraw::values),
        draw.map(MetricCalculator.OfDraw::bestThreshold));
  }

  /** Adds the metrics of both models at the old model's approval rate and bad rate. */
  private static void addPairs(ByModel<MetricCalculator.OfDraw> draw, MetricCalculator.OfDraw old) {
    Double approval = old.values().get(Metric.APPROVAL_RATE);
    Double bad = old.values().get(Metric.BAD_RATE);
    if (approval == null || bad == null) {
      return;
    }
    for (MetricCalculator.OfDraw model : draw.oldFirst()) {
      DecisionCurve curve = model.curve().orElseThrow();
      Map<Metric, Double> values = model.values();
      values.put(Metric.BAD_RATE_AT_EQUAL_APPROVAL, curve.badRateAtApproval(approval));
      values.put(Metric.APPROVAL_RATE_AT_EQUAL_BAD_RATE, curve.approvalRateAtBadRate(bad));
    }
  }

  Optional<Double> current(Metric metric) {
    return Optional.ofNullable(values.current().get(metric));
  }

  Optional<Double> old(Metric metric) {
    return values.old().flatMap(old -> Optional.ofNullable(old.get(metric)));
  }

  /** The new model's less the old one's. */
  Optional<Double> difference(Metric metric) {
    return current(metric).flatMap(current -> old(metric).map(old -> current - old));
  }
}
