package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.evaluation.statistics.Bootstrap;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.evaluation.statistics.DeLong;
import io.tandem.evaluation.statistics.Gains;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.McNemar;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.evaluation.statistics.StabilityIndex;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Computes an {@link Evaluation}. The same rows and definition give the same result, on any number
 * of cores.
 */
public final class EvaluationCalculator {
  private final Definition definition;
  private final JoinedRows rows;

  private final ByModel<LabelledPredictions> models;
  private final ErrorCosts costs;

  /** Empty when decisions are not looked at. */
  private final Optional<ByModel<OperatingPoint>> points;

  private EvaluationCalculator(Definition definition, JoinedRows rows) {
    this.definition = definition;
    this.rows = rows;
    this.models = rows.models();
    this.costs = ErrorCosts.of(definition, rows);
    this.points = definition.decision().map(this::points);
  }

  private ByModel<OperatingPoint> points(Definition.Decision decision) {
    return new ByModel<>(
        OperatingPoint.of(models.current(), decision.threshold(), costs),
        models.old().map(model -> OperatingPoint.of(model, decision.oldThreshold(), costs)));
  }

  public static Evaluation evaluate(Definition definition, JoinedRows rows) {
    return new EvaluationCalculator(definition, rows).evaluation();
  }

  private Evaluation evaluation() {
    boolean[] labels = rows.labels();
    DeLong areas =
        DeLong.of(
            labels, models.old().orElse(models.current()).levels(), models.current().levels());
    ByModel<MetricCalculator.LossesByLevel> losses =
        models.map(model -> MetricCalculator.LossesByLevel.of(model.levels()));
    List<MetricValues> drawn =
        Bootstrap.draw(labels, definition.rounds(), definition.seed(), () -> statistic(losses));
    int[] once = new int[labels.length];
    Arrays.fill(once, 1);
    MetricValues observed = statistic(losses).apply(once);
    return new Evaluation(
        definition,
        rows,
        comparisons(observed, drawn, areas),
        models.old().isPresent() ? OptionalDouble.of(areas.pValue()) : OptionalDouble.empty(),
        points.map(at -> decisions(at, observed, drawn)),
        stabilityIndex(),
        models.map(model -> Calibration.of(model.labels(), model.levels(), Calibration.BINS)),
        models.map(Gains::of),
        Groups.of(models, rows.groupings(), definition.sliceMinimum()),
        rows.contributions().map(Driver::of).orElse(List.of()),
        rows.contributions().map(found -> Dependence.of(found, rows.values())).orElse(List.of()));
  }

  /** Used by one thread. */
  private Function<int[], MetricValues> statistic(ByModel<MetricCalculator.LossesByLevel> losses) {
    ByModel<MetricCalculator> calculators =
        new ByModel<>(
            new MetricCalculator(
                models.current(), losses.current(), points.map(ByModel::current), costs),
            models
                .old()
                .map(
                    old ->
                        new MetricCalculator(
                            old, losses.old().orElseThrow(), points.flatMap(ByModel::old), costs)));
    return weights -> MetricValues.of(calculators, weights);
  }

  private OptionalDouble stabilityIndex() {
    return models
        .old()
        .map(old -> StabilityIndex.of(old.probabilities(), models.current().probabilities()))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private static Map<Metric, Comparison> comparisons(
      MetricValues observed, List<MetricValues> drawn, DeLong areas) {
    Map<Metric, Comparison> comparisons = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      estimate(observed, drawn, one -> one.current(metric))
          .ifPresent(
              current ->
                  comparisons.put(
                      metric,
                      new Comparison(
                          current,
                          estimate(observed, drawn, one -> one.old(metric)),
                          estimate(observed, drawn, one -> one.difference(metric)))));
    }
    boolean two = observed.values().old().isPresent();
    comparisons.put(Metric.ROC_AUC, byDeLong(areas, two, 1));
    comparisons.put(Metric.GINI, byDeLong(areas, two, 2));
    return comparisons;
  }

  /**
   * @param scale 2 for Gini, which is {@code 2 AUC - 1}
   */
  private static Comparison byDeLong(DeLong areas, boolean two, int scale) {
    Estimate current = scaled(areas.second(), areas.intervalOfSecond(), scale, scale - 1);
    if (!two) {
      return new Comparison(current, Optional.empty(), Optional.empty());
    }
    return new Comparison(
        current,
        Optional.of(scaled(areas.first(), areas.intervalOfFirst(), scale, scale - 1)),
        Optional.of(scaled(areas.difference(), areas.intervalOfDifference(), scale, 0)));
  }

  private static Estimate scaled(double value, Interval interval, int scale, int less) {
    return new Estimate(
        scale * value - less,
        new Interval(scale * interval.low() - less, scale * interval.high() - less));
  }

  private static Optional<Estimate> estimate(
      MetricValues observed,
      List<MetricValues> drawn,
      Function<MetricValues, Optional<Double>> metric) {
    return metric
        .apply(observed)
        .flatMap(
            value ->
                Bootstrap.interval(
                        value,
                        drawn.stream()
                            .flatMap(one -> metric.apply(one).stream())
                            .mapToDouble(one -> one))
                    .map(interval -> new Estimate(value, interval)));
  }

  private Decisions decisions(
      ByModel<OperatingPoint> at, MetricValues observed, List<MetricValues> drawn) {
    ByModel<Decisions.OfModel> decisions =
        new ByModel<>(
            decisions(
                at.current(), estimate(observed, drawn, one -> one.bestThresholds().current())),
            at.old()
                .map(
                    point ->
                        decisions(
                            point,
                            estimate(
                                observed,
                                drawn,
                                one -> one.bestThresholds().old().flatMap(best -> best)))));
    ByModel<boolean[]> refused =
        models.with(at, (model, point) -> model.refused(point.threshold()));
    return new Decisions(
        decisions,
        refused.old().map(old -> McNemar.of(rows.labels(), old, refused.current())),
        refused.old().map(old -> SwapSet.of(rows, old, refused.current())));
  }

  private static Decisions.OfModel decisions(OperatingPoint point, Optional<Estimate> best) {
    return new Decisions.OfModel(
        point.threshold(), point.given(), best, point.curve(), point.cut());
  }
}
