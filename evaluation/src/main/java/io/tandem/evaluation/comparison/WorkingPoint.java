package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Predicted;
import io.tandem.evaluation.statistics.Thresholds;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What one model decides: the threshold in use, and what every other threshold would bring.
 *
 * @param threshold from which on an order is refused; {@link Thresholds#NONE} to refuse none
 * @param given false when it is the threshold of least cost on these very rows, and so flattered
 * @param cut of the threshold
 * @param thresholds those that {@code curve} goes through
 */
record WorkingPoint(
    double threshold, boolean given, int cut, Thresholds thresholds, DecisionCurve curve) {
  /** More are not told apart when thresholds are tried. */
  static final int MOST_THRESHOLDS = 1000;

  /**
   * @param threshold empty for that of least cost
   */
  static WorkingPoint of(Predicted model, OptionalDouble threshold, ErrorCosts costs) {
    Thresholds thresholds =
        Thresholds.of(model, MOST_THRESHOLDS, threshold.orElse(Thresholds.NONE));
    int[] once = new int[model.rows()];
    Arrays.fill(once, 1);
    DecisionCurve curve = DecisionCurve.of(model.labels(), thresholds, once, costs.ofRow());
    double used = threshold.orElseGet(() -> curve.threshold(curve.cheapest()));
    return new WorkingPoint(used, threshold.isPresent(), thresholds.cut(used), thresholds, curve);
  }
}
