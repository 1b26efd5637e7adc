package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every {@link Metric} of each model that is defined, the old one first.
 *
 * @param bestThresholds by model; empty when there is none
 */
record MetricValues(List<Map<Metric, Double>> values, List<Optional<Double>> bestThresholds) {
  /**
   * @param weights how often each row counts
   */
  static MetricValues of(List<MetricCalculator> models, int[] weights) {
    List<MetricCalculator.OfDraw> metrics =
        models.stream().map(model -> model.metrics(weights)).toList();
    if (models.size() == 2) {
      pairs(metrics);
    }
    return new MetricValues(
        metrics.stream().map(MetricCalculator.OfDraw::values).toList(),
        metrics.stream().map(MetricCalculator.OfDraw::bestThreshold).toList());
  }

  /** Both models where the old one's decisions lead to. */
  private static void pairs(List<MetricCalculator.OfDraw> metrics) {
    Double approval = metrics.getFirst().values().get(Metric.APPROVAL_RATE);
    Double bad = metrics.getFirst().values().get(Metric.BAD_RATE);
    if (approval == null || bad == null) {
      return;
    }
    for (MetricCalculator.OfDraw model : metrics) {
      DecisionCurve curve = model.curve().orElseThrow();
      Map<Metric, Double> values = model.values();
      values.put(Metric.BAD_RATE_AT_EQUAL_APPROVAL, curve.badRateAtApproval(approval));
      values.put(Metric.APPROVAL_RATE_AT_EQUAL_BAD_RATE, curve.approvalRateAtBadRate(bad));
    }
  }

  Optional<Double> of(int model, Metric metric) {
    return Optional.ofNullable(values.get(model).get(metric));
  }

  /** The last model's less the first's. */
  Optional<Double> difference(Metric metric) {
    return of(values.size() - 1, metric)
        .flatMap(current -> of(0, metric).map(old -> current - old));
  }
}
