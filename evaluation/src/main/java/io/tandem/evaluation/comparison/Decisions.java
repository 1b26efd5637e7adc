package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.McNemar;
import java.util.Optional;

/**
 * The decisions of the models and their consequences.
 *
 * @param errors whether both err equally often; empty when there is one model only
 * @param swapSet empty when there is one model only
 */
public record Decisions(
    ByModel<OfModel> models, Optional<McNemar> errors, Optional<SwapSet> swapSet) {
  /**
   * @param threshold in use
   * @param given false when it is {@code best}
   * @param best the threshold of least cost on these rows; empty when costs are not known
   * @param curve what other thresholds would bring
   * @param cut of the threshold in use, on the curve
   */
  public record OfModel(
      double threshold, boolean given, Optional<Estimate> best, DecisionCurve curve, int cut) {
    /** The cut of least cost; that in use when costs are not known. */
    public int cheapest() {
      return best.isPresent() ? curve.cheapest() : cut;
    }
  }
}
