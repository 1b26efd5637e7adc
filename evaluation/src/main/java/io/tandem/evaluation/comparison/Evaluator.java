package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.Rows;
import io.tandem.evaluation.statistics.Bootstrap;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.evaluation.statistics.DeLong;
import io.tandem.evaluation.statistics.Figure;
import io.tandem.evaluation.statistics.Gains;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.McNemar;
import io.tandem.evaluation.statistics.Predicted;
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
  private final Rows rows;

  /** The old one first. */
  private final List<Predicted> models;

  private final ErrorCosts costs;

  /** By model; none when decisions are not looked at. */
  private final List<WorkingPoint> points;

  private Evaluator(Definition definition, Rows rows) {
    this.definition = definition;
    this.rows = rows;
    this.models = rows.models().all();
    this.costs = ErrorCosts.of(definition, rows);
    this.points = definition.decision().map(this::points).orElse(List.of());
  }

  private List<WorkingPoint> points(Definition.Decision decision) {
    WorkingPoint current = WorkingPoint.of(rows.models().current(), decision.threshold(), costs);
    return rows.models()
        .old()
        .map(model -> WorkingPoint.of(model, decision.oldThreshold(), costs))
        .map(old -> List.of(old, current))
        .orElse(List.of(current));
  }

  public static Evaluation evaluate(Definition definition, Rows rows) {
    return new Evaluator(definition, rows).evaluation();
  }

  private Evaluation evaluation() {
    Predicted first = models.getFirst();
    Predicted last = models.getLast();
    DeLong areas = DeLong.of(rows.models().labels(), first.levels(), last.levels());
    List<ModelTally.LossesByLevel> losses =
        models.stream().map(model -> ModelTally.LossesByLevel.of(model.levels())).toList();
    List<Figures> drawn =
        Bootstrap.draw(
            rows.models().labels(),
            definition.rounds(),
            definition.seed(),
            () -> statistic(losses));
    int[] once = new int[first.rows()];
    Arrays.fill(once, 1);
    Figures observed = statistic(losses).apply(once);
    boolean two = models.size() == 2;
    return new Evaluation(
        definition,
        rows,
        compared(observed, drawn, areas),
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
  private Function<int[], Figures> statistic(List<ModelTally.LossesByLevel> losses) {
    List<ModelTally> tallies = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      tallies.add(
          new ModelTally(
              models.get(model),
              losses.get(model),
              points.isEmpty() ? Optional.empty() : Optional.of(points.get(model)),
              costs));
    }
    return times -> Figures.of(tallies, times);
  }

  private Map<Figure, Compared> compared(Figures observed, List<Figures> drawn, DeLong areas) {
    Map<Figure, Compared> compared = new EnumMap<>(Figure.class);
    boolean two = models.size() == 2;
    for (Figure figure : Figure.values()) {
      estimate(observed, drawn, one -> one.of(models.size() - 1, figure))
          .ifPresent(
              current ->
                  compared.put(
                      figure,
                      new Compared(
                          current,
                          two
                              ? estimate(observed, drawn, one -> one.of(0, figure))
                              : Optional.empty(),
                          two
                              ? estimate(observed, drawn, one -> one.difference(figure))
                              : Optional.empty())));
    }
    compared.put(Figure.ROC_AUC, byDeLong(areas, 1));
    compared.put(Figure.GINI, byDeLong(areas, 2));
    return compared;
  }

  /**
   * @param scale 2 for Gini, which is {@code 2 AUC - 1}
   */
  private Compared byDeLong(DeLong areas, int scale) {
    Estimate current = scaled(areas.second(), areas.intervalOfSecond(), scale, scale - 1);
    if (models.size() == 1) {
      return new Compared(current, Optional.empty(), Optional.empty());
    }
    return new Compared(
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
      Figures observed, List<Figures> drawn, Function<Figures, Optional<Double>> figure) {
    return figure
        .apply(observed)
        .flatMap(
            value ->
                Bootstrap.interval(
                        value,
                        drawn.stream()
                            .flatMap(one -> figure.apply(one).stream())
                            .mapToDouble(one -> one))
                    .map(interval -> new Estimate(value, interval)));
  }

  private Decisions decisions(Figures observed, List<Figures> drawn) {
    List<Decisions.OfModel> decisions = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      int model = i;
      WorkingPoint point = points.get(model);
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
