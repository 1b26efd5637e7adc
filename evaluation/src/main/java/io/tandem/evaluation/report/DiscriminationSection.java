package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Comparison;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Curves;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import io.tandem.report.plot.Axis;
import io.tandem.report.plot.Series;
import io.tandem.report.plot.XyPlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** How well bad orders are told from good ones, and how sure that is. */
final class DiscriminationSection {
  /** The eye sees no more points. */
  private static final int POINTS = 200;

  private DiscriminationSection() {}

  static List<Block> of(Evaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading("How well bad orders are told from good ones"));
    blocks.add(
        metrics(
            evaluation,
            "Figures of the probabilities",
            Arrays.stream(Metric.values()).filter(metric -> !metric.ofDecisions()).toList()));
    blocks.add(new Block.Paragraph(separation(evaluation)));
    evaluation.pValue().ifPresent(pValue -> blocks.add(new Block.Paragraph(significance(pValue))));
    blocks.add(plots(evaluation));
    return blocks;
  }

  private static String significance(double pValue) {
    return "If both models told orders apart equally well, a difference of the ROC AUC as large as"
        + " this one or larger would come about with a probability of p %s (DeLong)."
            .formatted(NumberFormats.isPValue(pValue));
  }

  private static String separation(Evaluation evaluation) {
    return "The KS figure is reached at "
        + evaluation.rows().models().old().map(old -> ks(old, " (old model)") + " and ").orElse("")
        + ks(evaluation.rows().models().current(), evaluation.comparesTwo() ? " (new model)" : "")
        + ".";
  }

  private static String ks(LabelledPredictions model, String which) {
    double at = model.levels().probability(model.discrimination().ksLevel());
    return "a probability of %s%s".formatted(NumberFormats.number(at), which);
  }

  /** One row for each metric that is defined. */
  static Block.Table metrics(Evaluation evaluation, String caption, List<Metric> metrics) {
    String currency = evaluation.definition().outcome().currency();
    List<List<String>> rows = new ArrayList<>();
    for (Metric metric : metrics) {
      if (evaluation.metrics().containsKey(metric)) {
        Comparison comparison = evaluation.metric(metric);
        rows.add(
            evaluation.comparesTwo()
                ? rowOfTwo(metric, comparison, currency)
                : List.of(
                    metric.title(),
                    MetricFormats.value(metric, comparison.current().value(), currency),
                    MetricFormats.range(metric, comparison.current().interval(), currency)));
      }
    }
    return new Block.Table(
        caption,
        evaluation.comparesTwo()
            ? List.of(
                Block.Column.text("Figure"),
                Block.Column.numbers("Old"),
                Block.Column.numbers("New"),
                Block.Column.numbers("Difference"),
                Block.Column.numbers("95 % interval"),
                Block.Column.text("Says"))
            : List.of(
                Block.Column.text("Figure"),
                Block.Column.numbers("Value"),
                Block.Column.numbers("95 % interval")),
        rows);
  }

  /** Where the old model approves nothing, some of its figures are not defined. */
  private static List<String> rowOfTwo(Metric metric, Comparison comparison, String currency) {
    return List.of(
        metric.title(),
        comparison
            .old()
            .map(old -> MetricFormats.value(metric, old.value(), currency))
            .orElse(NumberFormats.NONE),
        MetricFormats.value(metric, comparison.current().value(), currency),
        comparison
            .difference()
            .map(difference -> MetricFormats.difference(metric, difference.value(), currency))
            .orElse(NumberFormats.NONE),
        comparison
            .difference()
            .map(difference -> MetricFormats.rangeOfDifference(metric, difference.interval()))
            .orElse(NumberFormats.NONE),
        comparison
            .difference()
            .map(difference -> Conclusion.of(metric, difference).words())
            .orElse(NumberFormats.NONE));
  }

  private static Block plots(Evaluation evaluation) {
    double base = DataSection.baseRate(evaluation);
    String areas = described(evaluation, Metric.ROC_AUC);
    String precisions = described(evaluation, Metric.AVERAGE_PRECISION);
    List<Series> roc = new ArrayList<>();
    roc.add(Series.reference(new double[] {0, 1}, new double[] {0, 1}));
    roc.addAll(series(evaluation, Curves::falsePositiveRates, Curves::truePositiveRates));
    List<Series> precision = new ArrayList<>();
    precision.add(Series.reference(new double[] {0, 1}, new double[] {base, base}));
    precision.addAll(series(evaluation, Curves::recalls, Curves::precisions));
    return new Block.Plots(
        List.of(
            new Block.Picture(
                "ROC curve: at each threshold, bad orders refused against good orders refused",
                "Two rates from no order refused to all. Area under the curve: " + areas + ".",
                new XyPlot(
                    Axis.ofShare("good orders refused"),
                    Axis.ofShare("bad orders refused (recall)"),
                    roc)),
            new Block.Picture(
                "Precision and recall: how many of the refused orders are bad",
                "Precision falls towards the share of bad orders, "
                    + NumberFormats.percent(base)
                    + ", as more are refused. Average precision: "
                    + precisions
                    + ".",
                new XyPlot(
                    Axis.ofShare("bad orders refused (recall)"),
                    Axis.ofShare("refused orders that are bad (precision)"),
                    precision))));
  }

  /** A figure of each model, in words. */
  static String described(Evaluation evaluation, Metric metric) {
    String currency = evaluation.definition().outcome().currency();
    Comparison comparison = evaluation.metric(metric);
    String current = MetricFormats.value(metric, comparison.current().value(), currency);
    return comparison
        .old()
        .map(
            old -> "new " + current + ", old " + MetricFormats.value(metric, old.value(), currency))
        .orElse(current);
  }

  private static List<Series> series(
      Evaluation evaluation, Function<Curves, double[]> x, Function<Curves, double[]> y) {
    List<Series> series = new ArrayList<>();
    ByModel<Curves> curves = evaluation.rows().models().map(model -> Curves.of(model, POINTS));
    curves.old().ifPresent(old -> series.add(Series.old("old", x.apply(old), y.apply(old))));
    Curves current = curves.current();
    series.add(Series.current(current(evaluation), x.apply(current), y.apply(current)));
    return series;
  }

  /** The legend's name of the model that is judged. */
  static String current(Evaluation evaluation) {
    return evaluation.comparesTwo() ? "new" : "model";
  }
}
