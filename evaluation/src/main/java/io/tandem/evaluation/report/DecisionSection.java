package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Decisions;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.McNemar;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import io.tandem.report.plot.Axis;
import io.tandem.report.plot.Series;
import io.tandem.report.plot.XyPlot;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The consequences of refusing orders from a threshold on. */
final class DecisionSection {
  /** Rates at which thresholds are shown. */
  private static final double[] APPROVALS = {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1};

  /** The eye sees no more points. */
  private static final int POINTS = 200;

  private DecisionSection() {}

  static List<Block> of(Evaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading("Decisions"));
    if (evaluation.decisions().isEmpty()) {
      blocks.add(
          new Block.Paragraph(
              "The definition names neither a threshold nor costs, so no decisions are judged."));
      return blocks;
    }
    Decisions decisions = evaluation.decisions().get();
    blocks.add(new Block.Paragraph(thresholds(evaluation, decisions)));
    blocks.add(
        DiscriminationSection.metrics(
            evaluation,
            "At the threshold in use",
            Arrays.stream(Metric.values()).filter(Metric::ofDecisions).toList()));
    if (evaluation.comparesTwo()) {
      blocks.add(
          new Block.Paragraph(
              "At equal approval rate: each model approves as many orders as the old one approves"
                  + " at its threshold. At equal bad rate: each approves as many as it can while no"
                  + " larger share of them is bad than of those that the old one approves; that can"
                  + " be more than it approves at its threshold."));
    }
    decisions.errors().ifPresent(errors -> blocks.add(new Block.Paragraph(errors(errors))));
    blocks.add(plots(evaluation, decisions));
    decisions.models().old().ifPresent(old -> blocks.add(table(evaluation, "old model", old)));
    blocks.add(
        table(
            evaluation,
            evaluation.comparesTwo() ? "new model" : "the model",
            decisions.models().current()));
    decisions.swapSet().ifPresent(swapSet -> blocks.addAll(SwapSetSection.of(evaluation, swapSet)));
    return blocks;
  }

  private static boolean hasCosts(Evaluation evaluation) {
    return evaluation.metrics().containsKey(Metric.EXPECTED_COST);
  }

  private static String thresholds(Evaluation evaluation, Decisions decisions) {
    StringBuilder text = new StringBuilder();
    decisions.models().old().ifPresent(old -> text.append("The old model ").append(refuses(old)));
    text.append(decisions.models().old().isPresent() ? "The new model " : "The model ")
        .append(refuses(decisions.models().current()));
    evaluation
        .definition()
        .decision()
        .flatMap(decision -> decision.costs())
        .ifPresent(
            costs ->
                text.append("Costs: an approved bad order ")
                    .append(cost(evaluation, costs.approvedBad()))
                    .append(", a refused good order ")
                    .append(cost(evaluation, costs.refusedGood()))
                    .append(". "));
    if (!decisions.models().current().given()) {
      text.append(
          "This is what costs least on the orders of this report: costs look better here than they"
              + " will be, and their intervals do not count that thresholds were chosen. ");
    }
    decisions.models().old().ifPresent(old -> text.append(best("the old model", old)));
    text.append(
        best(
            decisions.models().old().isPresent() ? "the new model" : "the model",
            decisions.models().current()));
    return text.toString().strip();
  }

  private static String refuses(Decisions.OfModel decisions) {
    return decisions.threshold() == DecisionCurve.NONE
        ? "refuses no order. "
        : "refuses orders from a probability of %s on. ".formatted(inUse(decisions));
  }

  /** As it is given, or as it was found. */
  private static String inUse(Decisions.OfModel decisions) {
    return decisions.given()
        ? new BigDecimal(Double.toString(decisions.threshold())).toPlainString()
        : MetricFormats.threshold(decisions.curve(), decisions.cut());
  }

  private static String best(String model, Decisions.OfModel decisions) {
    return decisions
        .best()
        .map(
            best ->
                "The cheapest threshold of %s is %s (95 %% interval %s to %s). "
                    .formatted(
                        model,
                        MetricFormats.threshold(decisions.curve(), decisions.cheapest()),
                        MetricFormats.threshold(best.interval().low()),
                        MetricFormats.threshold(best.interval().high())))
        .orElse("");
  }

  private static String cost(Evaluation evaluation, Definition.Cost cost) {
    String currency = evaluation.definition().outcome().currency();
    List<String> parts = new ArrayList<>();
    if (cost.shareOfAmount() != 0) {
      parts.add(NumberFormats.percent(cost.shareOfAmount()) + " of its amount");
    }
    if (cost.fixed() != 0) {
      parts.add(NumberFormats.amount(cost.fixed(), currency));
    }
    return String.join(" and ", parts);
  }

  private static String errors(McNemar errors) {
    return ("Only the old model decides rightly on %s orders, only the new one on %s. If both erred"
            + " equally often, so uneven a split would come about with a probability of p %s"
            + " (McNemar). This counts a refused good order and an approved bad one alike; costs do"
            + " not.")
        .formatted(
            NumberFormats.count(errors.onlyFirstRight()),
            NumberFormats.count(errors.onlySecondRight()),
            NumberFormats.isPValue(errors.pValue()));
  }

  private static Block plots(Evaluation evaluation, Decisions decisions) {
    List<Block.Picture> pictures = new ArrayList<>();
    pictures.add(
        new Block.Picture(
            "What is approved, and how much of it is bad",
            "The bad rate of the approved orders rises with the approval rate, up to "
                + NumberFormats.percent(DataSection.baseRate(evaluation))
                + " when all are approved.",
            plot(
                evaluation, decisions, "bad rate of the approved", true, curve -> curve::badRate)));
    if (hasCosts(evaluation)) {
      String currency = evaluation.definition().outcome().currency();
      pictures.add(
          new Block.Picture(
              "What wrong decisions cost",
              "The cost per order at each approval rate; "
                  + DiscriminationSection.described(evaluation, Metric.EXPECTED_COST)
                  + " at the threshold in use.",
              plot(
                  evaluation,
                  decisions,
                  "cost per order" + (currency.isEmpty() ? "" : ", " + currency),
                  false,
                  curve -> curve::cost)));
    }
    return new Block.Plots(pictures);
  }

  private static XyPlot plot(
      Evaluation evaluation,
      Decisions decisions,
      String title,
      boolean percent,
      Function<DecisionCurve, IntToDoubleFunction> metric) {
    // Without an approved order there is no bad rate.
    int first = percent ? 1 : 0;
    List<Series> series = new ArrayList<>();
    decisions
        .models()
        .old()
        .ifPresent(
            old -> {
              int[] cuts = drawn(old, first);
              series.add(
                  Series.old(
                      "old",
                      column(cuts, old.curve()::approvalRate),
                      column(cuts, metric.apply(old.curve()))));
            });
    DecisionCurve curve = decisions.models().current().curve();
    int[] cuts = drawn(decisions.models().current(), first);
    series.add(
        Series.current(
            DiscriminationSection.current(evaluation),
            column(cuts, curve::approvalRate),
            column(cuts, metric.apply(curve))));
    double highest =
        series.stream().flatMapToDouble(one -> Arrays.stream(one.ys())).max().orElse(1);
    return new XyPlot(
        Axis.ofShare("orders approved"), Axis.around(title, 0, highest, percent), series);
  }

  /** The cuts of the table, the first and the last, and others evenly over the orders. */
  private static int[] drawn(Decisions.OfModel decisions, int first) {
    DecisionCurve curve = decisions.curve();
    NavigableSet<Integer> cuts = new TreeSet<>(cuts(decisions).tailSet(first, true));
    if (curve.cuts() <= POINTS) {
      IntStream.range(first, curve.cuts()).forEach(cuts::add);
    }
    for (int point = 1; point <= POINTS; point++) {
      cuts.add(curve.cutAtApproval((double) point / POINTS));
    }
    if (first == 0) {
      cuts.add(0);
    }
    return cuts.stream().mapToInt(cut -> cut).toArray();
  }

  private static double[] column(int[] cuts, IntToDoubleFunction value) {
    return Arrays.stream(cuts).mapToDouble(value).toArray();
  }

  /** Thresholds to be shown: that in use, that of least cost, and those of some approval rates. */
  static NavigableSet<Integer> cuts(Decisions.OfModel decisions) {
    NavigableSet<Integer> cuts = new TreeSet<>();
    cuts.add(decisions.cut());
    cuts.add(decisions.cheapest());
    for (double approval : APPROVALS) {
      cuts.add(decisions.curve().cutAtApproval(approval));
    }
    return cuts;
  }

  private static Block table(Evaluation evaluation, String model, Decisions.OfModel decisions) {
    String currency = evaluation.definition().outcome().currency();
    boolean costs = hasCosts(evaluation);
    DecisionCurve curve = decisions.curve();
    List<Block.Column> columns =
        new ArrayList<>(
            List.of(
                Block.Column.numbers("Threshold"),
                Block.Column.numbers("Approved"),
                Block.Column.numbers("Bad rate of these"),
                Block.Column.numbers("Precision"),
                Block.Column.numbers("Recall"),
                Block.Column.numbers("Good refused")));
    if (costs) {
      columns.add(Block.Column.numbers("Cost per order"));
    }
    int used = decisions.cut();
    List<List<String>> rows = new ArrayList<>();
    for (int cut : cuts(decisions)) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  cut == used
                      ? inUse(decisions) + " (in use)"
                      : MetricFormats.threshold(curve, cut),
                  NumberFormats.percent(curve.approvalRate(cut)),
                  cut == 0 ? NumberFormats.NONE : NumberFormats.percent(curve.badRate(cut)),
                  cut == curve.cuts() - 1
                      ? NumberFormats.NONE
                      : NumberFormats.percent(curve.precision(cut)),
                  NumberFormats.percent(curve.recall(cut)),
                  NumberFormats.percent(curve.falsePositiveRate(cut))));
      if (costs) {
        row.add(NumberFormats.amount(curve.cost(cut), currency));
      }
      rows.add(row);
    }
    return new Block.Table("Thresholds, " + model, columns, rows);
  }
}
