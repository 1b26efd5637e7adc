package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.evaluation.statistics.Bootstrap;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.evaluation.statistics.DeLong;
import io.tandem.evaluation.statistics.Gains;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.McNemar;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.evaluation.statistics.StabilityIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Computes an {@link Evaluation}. The same rows and definition give the same, on any number of
 * cores.
 */
public final class Evaluator {
  private final Definition definition;
  private final JoinedRows rows;

  /** The old one first. */
  private final List<LabelledPredictions> models;

  private final ErrorCosts costs;

  /** By model; none when decisions are not looked at. */
  private final List<OperatingPoint> points;

  private Evaluator(Definition definition, JoinedRows rows) {
    this.definition = definition;
    this.rows = rows;
    this.models = rows.models().all();
    this.costs = ErrorCosts.of(definition, rows);
    this.points = definition.decision().map(this::points).orElse(List.of());
  }

  private List<OperatingPoint> points(Definition.Decision decision) {
    OperatingPoint current =
        OperatingPoint.of(rows.models().current(), decision.threshold(), costs);
    return rows.models()
        .old()
        .map(model -> OperatingPoint.of(model, decision.oldThreshold(), costs))
        .map(old -> List.of(old, current))
        .orElse(List.of(current));
  }

  public static Evaluation evaluate(Definition definition, JoinedRows rows) {
    return new Evaluator(definition, rows).evaluation();
  }

  private Evaluation evaluation() {
    LabelledPredictions first = models.getFirst();
    LabelledPredictions last = models.getLast();
    DeLong areas = DeLong.of(rows.models().labels(), first.levels(), last.levels());
    List<MetricCalculator.LossesByLevel> losses =
        models.stream().map(model -> MetricCalculator.LossesByLevel.of(model.levels())).toList();
    List<MetricValues> drawn =
        Bootstrap.draw(
            rows.models().labels(),
            definition.rounds(),
            definition.seed(),
            () -> statistic(losses));
    int[] once = new int[first.rows()];
    Arrays.fill(once, 1);
    MetricValues observed = statistic(losses).apply(once);
    boolean two = models.size() == 2;
    return new Evaluation(
        definition,
        rows,
        comparison(observed, drawn, areas),
        two ? OptionalDouble.of(areas.pValue()) : OptionalDouble.empty(),
        points.isEmpty() ? Optional.empty() : Optional.of(decisions(observed, drawn)),
        two
            ? OptionalDouble.of(StabilityIndex.of(first.probabilities(), last.probabilities()))
            : OptionalDouble.empty(),
        models.stream()
            .map(model -> Calibration.of(model.labels(), model.levels(), Calibration.BINS))
            .toList(),
        models.stream().map(Gains::of).toList(),
        Groups.of(rows.models(), rows.groupings(), definition.sliceMinimum()));
  }

  /** For one thread. */
  private Function<int[], MetricValues> statistic(List<MetricCalculator.LossesByLevel> losses) {
    List<MetricCalculator> calculators = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      calculators.add(
          new MetricCalculator(
              models.get(model),
              losses.get(model),
              points.isEmpty() ? Optional.empty() : Optional.of(points.get(model)),
              costs));
    }
    return weights -> MetricValues.of(calculators, weights);
  }

  private Map<Metric, Comparison> comparison(
      MetricValues observed, List<MetricValues> drawn, DeLong areas) {
    Map<Metric, Comparison> comparison = new EnumMap<>(Metric.class);
    boolean two = models.size() == 2;
    for (Metric metric : Metric.values()) {
      estimate(observed, drawn, one -> one.of(models.size() - 1, metric))
          .ifPresent(
              current ->
                  comparison.put(
                      metric,
                      new Comparison(
                          current,
                          two
                              ? estimate(observed, drawn, one -> one.of(0, metric))
                              : Optional.empty(),
                          two
                              ? estimate(observed, drawn, one -> one.difference(metric))
                              : Optional.empty())));
    }
    comparison.put(Metric.ROC_AUC, byDeLong(areas, 1));
    comparison.put(Metric.GINI, byDeLong(areas, 2));
    return comparison;
  }

  /**
   * @param scale 2 for Gini, which is {@code 2 AUC - 1}
   */
  private Comparison byDeLong(DeLong areas, int scale) {
    Estimate current = scaled(areas.second(), areas.intervalOfSecond(), scale, scale - 1);
    if (models.size() == 1) {
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

  private Decisions decisions(MetricValues observed, List<MetricValues> drawn) {
    List<Decisions.OfModel> decisions = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      int model = i;
      OperatingPoint point = points.get(model);
      decisions.add(
          new Decisions.OfModel(
              point.threshold(),
              point.given(),
              estimate(observed, drawn, one -> one.bestThresholds().get(model)),
              point.curve(),
              point.cut()));
    }
    if (models.size() == 1) {
      return new Decisions(
          decisions.getFirst(), Optional.empty(), Optional.empty(), Optional.empty());
    }
    boolean[] old = models.getFirst().refused(points.getFirst().threshold());
    boolean[] current = models.getLast().refused(points.getLast().threshold());
    return new Decisions(
        decisions.getLast(),
        Optional.of(decisions.getFirst()),
        Optional.of(McNemar.of(rows.models().labels(), old, current)),
        Optional.of(SwapSet.of(rows, old, current)));
  }
}
