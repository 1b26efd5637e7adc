package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.LabelledPredictions;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What one model decides: the threshold in use, and what every other threshold would bring.
 *
 * @param threshold from which on an order is refused; {@link DecisionCurve#NONE} to refuse none
 * @param given false when it is the threshold of least cost on these very rows, and so flattered
 * @param cut of the threshold
 */
record OperatingPoint(double threshold, boolean given, int cut, DecisionCurve curve) {
  /**
   * @param threshold empty for that of least cost
   */
  static OperatingPoint of(LabelledPredictions model, OptionalDouble threshold, ErrorCosts costs) {
    int[] once = new int[model.rows()];
    Arrays.fill(once, 1);
    DecisionCurve curve = DecisionCurve.of(model.labels(), model.levels(), once, costs.ofRow());
    double used = threshold.orElseGet(() -> curve.threshold(curve.cheapest()));
    return new OperatingPoint(used, threshold.isPresent(), curve.cut(used), curve);
  }
}
