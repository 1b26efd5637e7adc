package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Gains;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import io.tandem.report.plot.Axis;
import io.tandem.report.plot.Series;
import io.tandem.report.plot.XyPlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the bad orders are among the probabilities, and how these are spread. */
final class ProbabilitySection {
  private static final int BINS = 25;

  private ProbabilitySection() {}

  static List<Block> of(Evaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading("Gain and lift"));
    blocks.add(gains(evaluation));
    blocks.add(new Block.Plots(List.of(gainPlot(evaluation))));
    blocks.add(new Block.Heading("Probabilities"));
    evaluation
        .stabilityIndex()
        .ifPresent(index -> blocks.add(new Block.Paragraph(stability(index))));
    double highest = highest(evaluation);
    blocks.add(
        new Block.Plots(
            List.of(histogram(evaluation, false, highest), histogram(evaluation, true, highest))));
    return blocks;
  }

  private static Block gains(Evaluation evaluation) {
    boolean two = evaluation.comparesTwo();
    List<Block.Column> columns = new ArrayList<>();
    columns.add(Block.Column.text("Orders, highest probabilities first"));
    for (String model : two ? List.of("old ", "new ") : List.of("")) {
      columns.add(Block.Column.numbers(model + "bad rate"));
      columns.add(Block.Column.numbers(model + "gain"));
      columns.add(Block.Column.numbers(model + "lift"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      List<String> row = new ArrayList<>();
      row.add("%d to %d %%".formatted(10 * i, 10 * i + 10));
      for (List<Gains.Tenth> model : evaluation.gains().oldFirst()) {
        Gains.Tenth tenth = model.get(i);
        row.add(NumberFormats.percent(tenth.positiveShare()));
        row.add(NumberFormats.percent(tenth.captured()));
        row.add(NumberFormats.format("%.2f", tenth.lift()));
      }
      rows.add(row);
    }
    return new Block.Table(
        "Tenths of the orders: bad rate of each; gain, the share of all bad orders in it and those"
            + " above; lift, how many times as many as chance would find",
        columns,
        rows);
  }

  private static Block.Picture gainPlot(Evaluation evaluation) {
    List<Series> series = new ArrayList<>();
    series.add(Series.reference(new double[] {0, 1}, new double[] {0, 1}));
    evaluation
        .gains()
        .old()
        .ifPresent(old -> series.add(Series.old("old", shares(), captured(old)).withMarkers()));
    List<Gains.Tenth> current = evaluation.gains().current();
    series.add(
        Series.current(DiscriminationSection.current(evaluation), shares(), captured(current))
            .withMarkers());
    return new Block.Picture(
        "Gain: the share of all bad orders among those with the highest probabilities",
        "The tenth of the orders with the highest probabilities holds "
            + NumberFormats.percent(current.getFirst().captured())
            + " of the bad ones; the table above has the points.",
        new XyPlot(
            Axis.ofShare("orders, highest probabilities first"),
            Axis.ofShare("bad orders found (gain)"),
            series));
  }

  private static double[] shares() {
    double[] shares = new double[11];
    Arrays.setAll(shares, i -> i / 10.0);
    return shares;
  }

  private static double[] captured(List<Gains.Tenth> tenths) {
    double[] captured = new double[11];
    for (int i = 0; i < 10; i++) {
      captured[i + 1] = tenths.get(i).captured();
    }
    return captured;
  }

  private static String stability(double index) {
    String says =
        index < 0.1
            ? "hardly a change"
            : index <= 0.25 ? "a change" : "a large change: an old threshold decides otherwise now";
    return "The population stability index of the new model's probabilities against the old one's"
        + " is"
        + " %s, by custom %s (below 0.1 none to speak of, above 0.25 a large one)."
            .formatted(NumberFormats.number(index), says);
  }

  /** The end of the axis: 99.5 % of the probabilities lie below. */
  private static double highest(Evaluation evaluation) {
    double highest = 0;
    for (LabelledPredictions model : evaluation.rows().models().oldFirst()) {
      double[] sorted = model.probabilities().clone();
      Arrays.parallelSort(sorted);
      highest = Math.max(highest, sorted[(int) (0.995 * (sorted.length - 1))]);
    }
    return Math.min(1, Axis.around("", 0, Math.max(highest, 0.01), true).high());
  }

  private static Block.Picture histogram(Evaluation evaluation, boolean positives, double highest) {
    List<Series> series = new ArrayList<>();
    double[] borders = new double[2 * BINS];
    Arrays.setAll(borders, i -> highest * Math.floorDiv(i + 1, 2) / BINS);
    ByModel<double[]> outlines =
        evaluation.rows().models().map(model -> outline(model, positives, highest));
    double most = outlines.oldFirst().stream().flatMapToDouble(Arrays::stream).reduce(0, Math::max);
    series.add(
        Series.current(DiscriminationSection.current(evaluation), borders, outlines.current())
            .withFill());
    outlines.old().ifPresent(old -> series.add(Series.old("old", borders, old)));
    String which = positives ? "bad" : "good";
    return new Block.Picture(
        "Probabilities of the %s orders; the last bin holds all from %s on"
            .formatted(which, NumberFormats.percent(highest * (BINS - 1) / BINS)),
        "A histogram of %d bins from 0 to %s.".formatted(BINS, NumberFormats.percent(highest)),
        new XyPlot(
            Axis.around("probability", 0, highest, true),
            Axis.around("of the " + which + " orders", 0, most, true),
            series));
  }

  /** The share of each bin, at its left and its right border. */
  private static double[] outline(LabelledPredictions model, boolean positives, double highest) {
    double[] shares = new double[BINS];
    double rows = 0;
    for (int row = 0; row < model.rows(); row++) {
      if (model.labels()[row] == positives) {
        shares[Math.min(BINS - 1, (int) (model.probabilities()[row] / highest * BINS))]++;
        rows++;
      }
    }
    double[] outline = new double[2 * BINS];
    for (int i = 0; i < outline.length; i++) {
      outline[i] = shares[i / 2] / rows;
    }
    return outline;
  }
}
