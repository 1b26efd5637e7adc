package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import io.tandem.report.plot.Axis;
import io.tandem.report.plot.Series;
import io.tandem.report.plot.XyPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Whether probabilities mean what they say. */
final class CalibrationSection {
  private CalibrationSection() {}

  static List<Block> of(Evaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading("Whether the probabilities can be believed"));
    blocks.add(metrics(evaluation));
    blocks.add(
        new Block.Paragraph(
            "A bad rate below the mean probability says that probabilities are too high on the whole."
                + " Slope and intercept are those of the line, on the scale of logits, that would put the"
                + " probabilities right; 1 and 0 are ideal. A slope below 1 says that they are too extreme,"
                + " above 1 too timid. Points on the diagonal of the plot are orders whose probability is"
                + " right on average; bars are 95 % intervals of the share that was bad."));
    blocks.add(new Block.Plots(List.of(picture(evaluation))));
    blocks.add(bins(evaluation));
    return blocks;
  }

  private static Block metrics(Evaluation evaluation) {
    List<List<String>> rows =
        List.of(
            row(
                evaluation,
                "Expected calibration error",
                one -> NumberFormats.number(one.expectedError())),
            row(
                evaluation,
                "Bad rate less mean probability",
                one -> NumberFormats.signed("%.4f", one.inTheLarge())),
            row(
                evaluation,
                "Slope",
                one ->
                    one.line()
                        .map(line -> NumberFormats.number(line.slope()))
                        .orElse("not defined")),
            row(
                evaluation,
                "Intercept",
                one ->
                    one.line()
                        .map(line -> NumberFormats.signed("%.4f", line.intercept()))
                        .orElse("not defined")));
    return new Block.Table("Calibration", columns(evaluation, "Figure"), rows);
  }

  /** One for each model, after the first. */
  static List<Block.Column> columns(Evaluation evaluation, String first) {
    return evaluation.comparesTwo()
        ? List.of(
            Block.Column.text(first), Block.Column.numbers("Old"), Block.Column.numbers("New"))
        : List.of(Block.Column.text(first), Block.Column.numbers("Value"));
  }

  private static List<String> row(
      Evaluation evaluation, String name, Function<Calibration, String> metric) {
    List<String> row = new ArrayList<>();
    row.add(name);
    evaluation.calibrations().map(metric).oldFirst().forEach(row::add);
    return row;
  }

  private static Block.Picture picture(Evaluation evaluation) {
    List<Series> series = new ArrayList<>();
    double highest = 0;
    for (Calibration calibration : evaluation.calibrations().oldFirst()) {
      for (Calibration.Bin bin : calibration.bins()) {
        highest = Math.max(highest, Math.max(bin.interval().high(), bin.probability()));
      }
    }
    Axis x = Axis.around("mean probability", 0, highest, true);
    series.add(Series.reference(new double[] {0, x.high()}, new double[] {0, x.high()}));
    Calibration current = evaluation.calibrations().current();
    evaluation
        .calibrations()
        .old()
        .ifPresent(old -> series.add(drawn(old, (xs, ys) -> Series.old("old", xs, ys))));
    series.add(
        drawn(
            current,
            (xs, ys) -> Series.current(DiscriminationSection.current(evaluation), xs, ys)));
    return new Block.Picture(
        "Reliability: share of bad orders against mean probability, in tenths of the orders",
        "The expected calibration error is "
            + NumberFormats.number(current.expectedError())
            + "; the table below has the points.",
        new XyPlot(x, Axis.around("orders that were bad", 0, highest, true), series));
  }

  private static Series drawn(
      Calibration calibration, BiFunction<double[], double[], Series> series) {
    return series
        .apply(
            column(calibration, Calibration.Bin::probability),
            column(calibration, Calibration.Bin::share))
        .withMarkers()
        .withBars(
            column(calibration, bin -> bin.interval().low()),
            column(calibration, bin -> bin.interval().high()));
  }

  private static double[] column(Calibration calibration, ToDoubleFunction<Calibration.Bin> value) {
    return calibration.bins().stream().mapToDouble(value).toArray();
  }

  private static Block bins(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    evaluation.calibrations().old().ifPresent(old -> rows.addAll(bins("old", old)));
    rows.addAll(
        bins(DiscriminationSection.current(evaluation), evaluation.calibrations().current()));
    return new Block.Table(
        "The points of the plot",
        List.of(
            Block.Column.text("Model"),
            Block.Column.numbers("Orders"),
            Block.Column.numbers("Mean probability"),
            Block.Column.numbers("Bad"),
            Block.Column.numbers("95 % interval, in %")),
        rows);
  }

  private static List<List<String>> bins(String model, Calibration calibration) {
    return calibration.bins().stream()
        .map(
            bin ->
                List.of(
                    model,
                    NumberFormats.count(bin.rows()),
                    NumberFormats.percent(bin.probability()),
                    NumberFormats.percent(bin.share()),
                    MetricFormats.percentRange(bin.interval())))
        .toList();
  }
}
