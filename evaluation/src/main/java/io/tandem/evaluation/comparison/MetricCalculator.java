package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Discrimination;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.LevelCounts;
import io.tandem.evaluation.statistics.Losses;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.evaluation.statistics.ProbabilityLevels;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The metrics of one model on rows that count several times or not at all. Counts are kept between
 * calls: for one thread.
 */
final class MetricCalculator {
  private final LabelledPredictions model;
  private final LossesByLevel losses;
  private final Optional<OperatingPoint> point;
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
    static LossesByLevel of(ProbabilityLevels levels) {
      return new LossesByLevel(
          byLevel(levels, p -> Losses.logLoss(true, p)),
          byLevel(levels, p -> Losses.logLoss(false, p)),
          byLevel(levels, p -> Losses.brier(true, p)),
          byLevel(levels, p -> Losses.brier(false, p)));
    }

    private static double[] byLevel(ProbabilityLevels levels, DoubleUnaryOperator loss) {
      double[] losses = new double[levels.count()];
      Arrays.setAll(losses, level -> loss.applyAsDouble(levels.probability(level)));
      return losses;
    }
  }

  MetricCalculator(
      LabelledPredictions model,
      LossesByLevel losses,
      Optional<OperatingPoint> point,
      ErrorCosts costs) {
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
   * @param curve empty when there is no operating point
   * @param bestThreshold that of least cost; empty when costs are not known
   */
  record OfDraw(
      Map<Metric, Double> values, Optional<DecisionCurve> curve, Optional<Double> bestThreshold) {}

  /**
   * @param weights how often each row counts; as often in all as there are rows
   */
  OfDraw metrics(int[] weights) {
    counts.count(weights, costs.ofRow());
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
    Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    Discrimination order = Discrimination.of(positives, negatives);
    metrics.put(Metric.ROC_AUC, order.rocAuc());
    metrics.put(Metric.GINI, order.gini());
    metrics.put(Metric.KS, order.ks());
    metrics.put(Metric.AVERAGE_PRECISION, order.averagePrecision());
    metrics.put(Metric.LOG_LOSS, log / weights.length);
    metrics.put(Metric.BRIER, brier / weights.length);
    double base = bads / weights.length;
    metrics.put(Metric.BRIER_SKILL, 1 - brier / weights.length / (base * (1 - base)));
    Optional<DecisionCurve> curve = point.map(at -> decisions(at, metrics));
    return new OfDraw(
        metrics, curve, curve.filter(_ -> costs.known()).map(one -> one.threshold(one.cheapest())));
  }

  private DecisionCurve decisions(OperatingPoint at, Map<Metric, Double> metrics) {
    DecisionCurve curve = DecisionCurve.of(model.levels(), counts);
    metrics.put(Metric.APPROVAL_RATE, curve.approvalRate(at.cut()));
    if (curve.approvalRate(at.cut()) > 0) {
      metrics.put(Metric.BAD_RATE, curve.badRate(at.cut()));
    }
    if (costs.known()) {
      metrics.put(Metric.EXPECTED_COST, curve.cost(at.cut()));
    }
    return curve;
  }
}
