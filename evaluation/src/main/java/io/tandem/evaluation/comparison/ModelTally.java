package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Discrimination;
import io.tandem.evaluation.statistics.Figure;
import io.tandem.evaluation.statistics.LevelCounts;
import io.tandem.evaluation.statistics.Levels;
import io.tandem.evaluation.statistics.Losses;
import io.tandem.evaluation.statistics.Predicted;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The figures of one model on rows that count several times or not at all. Counts are kept between
 * calls: for one thread.
 */
final class ModelTally {
  private final Predicted model;
  private final LossesByLevel losses;
  private final Optional<WorkingPoint> point;
  private final ErrorCosts costs;
  private final LevelCounts counts;

  /**
   * What a row costs the two losses; the same for all threads.
   *
   * @param logOfPositive of each level, as are the others
   */
  @SuppressWarnings("ArrayRecordComponent") // millions of levels, never compared
  record LossesByLevel(
      double[] logOfPositive,
      double[] logOfNegative,
      double[] brierOfPositive,
      double[] brierOfNegative) {
    static LossesByLevel of(Levels levels) {
      return new LossesByLevel(
          byLevel(levels, p -> Losses.logLoss(true, p)),
          byLevel(levels, p -> Losses.logLoss(false, p)),
          byLevel(levels, p -> Losses.brier(true, p)),
          byLevel(levels, p -> Losses.brier(false, p)));
    }

    private static double[] byLevel(Levels levels, DoubleUnaryOperator loss) {
      double[] losses = new double[levels.count()];
      Arrays.setAll(losses, level -> loss.applyAsDouble(levels.probability(level)));
      return losses;
    }
  }

  ModelTally(
      Predicted model, LossesByLevel losses, Optional<WorkingPoint> point, ErrorCosts costs) {
    this.model = model;
    this.losses = losses;
    this.point = point;
    this.costs = costs;
    this.counts = new LevelCounts(model.labels(), model.levels());
  }

  /**
   * What one draw of rows gives.
   *
   * @param values those that are defined
   * @param curve empty when there is no working point
   * @param bestThreshold that of least cost; empty when costs are not known
   */
  record OfDraw(
      Map<Figure, Double> values, Optional<DecisionCurve> curve, Optional<Double> bestThreshold) {}

  /**
   * @param times how often each row counts; as often in all as there are rows
   */
  OfDraw figures(int[] times) {
    counts.count(times, costs.ofRow());
    int[] positives = counts.positives();
    int[] negatives = counts.negatives();
    double log = 0;
    double brier = 0;
    double bads = 0;
    for (int level = 0; level < positives.length; level++) {
      int bad = positives[level];
      int good = negatives[level];
      bads += bad;
      log += bad * losses.logOfPositive[level] + good * losses.logOfNegative[level];
      brier += bad * losses.brierOfPositive[level] + good * losses.brierOfNegative[level];
    }
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    Discrimination order = Discrimination.of(positives, negatives);
    figures.put(Figure.ROC_AUC, order.rocAuc());
    figures.put(Figure.GINI, order.gini());
    figures.put(Figure.KS, order.ks());
    figures.put(Figure.AVERAGE_PRECISION, order.averagePrecision());
    figures.put(Figure.LOG_LOSS, log / times.length);
    figures.put(Figure.BRIER, brier / times.length);
    double base = bads / times.length;
    figures.put(Figure.BRIER_SKILL, 1 - brier / times.length / (base * (1 - base)));
    Optional<DecisionCurve> curve = point.map(at -> decisions(at, figures));
    return new OfDraw(
        figures, curve, curve.filter(_ -> costs.known()).map(one -> one.threshold(one.cheapest())));
  }

  private DecisionCurve decisions(WorkingPoint at, Map<Figure, Double> figures) {
    DecisionCurve curve = DecisionCurve.of(model.levels(), counts);
    figures.put(Figure.APPROVAL_RATE, curve.approvalRate(at.cut()));
    if (curve.approvalRate(at.cut()) > 0) {
      figures.put(Figure.BAD_RATE, curve.badRate(at.cut()));
    }
    if (costs.known()) {
      figures.put(Figure.EXPECTED_COST, curve.cost(at.cut()));
    }
    return curve;
  }
}
