package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Figure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every {@link Figure} of each model that is defined, the old one first.
 *
 * @param bestThresholds by model; empty when there is none
 */
record Figures(List<Map<Figure, Double>> values, List<Optional<Double>> bestThresholds) {
  /**
   * @param times how often each row counts
   */
  static Figures of(List<ModelTally> models, int[] times) {
    List<ModelTally.OfDraw> figures = models.stream().map(model -> model.figures(times)).toList();
    if (models.size() == 2) {
      pairs(figures);
    }
    return new Figures(
        figures.stream().map(ModelTally.OfDraw::values).toList(),
        figures.stream().map(ModelTally.OfDraw::bestThreshold).toList());
  }

  /** Both models where the old one's decisions lead to. */
  private static void pairs(List<ModelTally.OfDraw> figures) {
    Double approval = figures.getFirst().values().get(Figure.APPROVAL_RATE);
    Double bad = figures.getFirst().values().get(Figure.BAD_RATE);
    if (approval == null || bad == null) {
      return;
    }
    for (ModelTally.OfDraw model : figures) {
      DecisionCurve curve = model.curve().orElseThrow();
      Map<Figure, Double> values = model.values();
      values.put(Figure.BAD_RATE_AT_EQUAL_APPROVAL, curve.badRateAtApproval(approval));
      values.put(Figure.APPROVAL_RATE_AT_EQUAL_BAD_RATE, curve.approvalRateAtBadRate(bad));
    }
  }

  Optional<Double> of(int model, Figure figure) {
    return Optional.ofNullable(values.get(model).get(figure));
  }

  /** The last model's less the first's. */
  Optional<Double> difference(Figure figure) {
    return of(values.size() - 1, figure)
        .flatMap(current -> of(0, figure).map(old -> current - old));
  }
}
