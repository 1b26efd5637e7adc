package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Dependence;
import io.tandem.evaluation.comparison.Driver;
import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import io.tandem.report.plot.Axis;
import io.tandem.report.plot.IntervalPlot;
import io.tandem.report.plot.Series;
import io.tandem.report.plot.XyPlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What drives each model: the sizes of the features' contributions, and what they depend on. */
final class DriverSection {
  /** Of a table or a plot; the others move little, and report.json has them. */
  private static final int MOST_SHOWN = 20;

  private static final String UNIT = "mean size of the contribution";

  private DriverSection() {}

  static List<Block> of(Evaluation evaluation) {
    if (evaluation.drivers().isEmpty()) {
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Heading("What drives " + (areTwo(evaluation) ? "each model" : "the model")));
    blocks.add(
        new Block.Paragraph(
            "A contribution (SHAP value) says how far a feature moved the margin of an order from"
                + " the mean of the training rows, in log-odds; below is how far it did so on"
                + " average, up or down. It describes the model, and proves no cause: of features"
                + " that go together, one may stand for the other."));
    List<Driver> shown = evaluation.drivers().stream().limit(MOST_SHOWN).toList();
    blocks.add(table(evaluation, shown));
    int hidden = evaluation.drivers().size() - shown.size();
    if (hidden > 0) {
      blocks.add(
          new Block.Paragraph(
              "%s more features move less; report.json has them."
                  .formatted(NumberFormats.count(hidden))));
    }
    blocks.add(new Block.Plots(sizes(evaluation, shown)));
    if (!evaluation.dependences().isEmpty()) {
      blocks.add(
          new Block.Paragraph(
              "How the contribution of a feature depends on its value. A point is the mean of"
                  + " neighbouring values; the bar holds the middle 80 % of the contributions"
                  + " there, which differ as the feature acts together with others."));
      blocks.add(
          new Block.Plots(
              evaluation.dependences().stream().map(one -> picture(evaluation, one)).toList()));
    }
    return blocks;
  }

  /** Whether the contributions of both models are known. */
  private static boolean areTwo(Evaluation evaluation) {
    return evaluation.rows().contributions().flatMap(found -> found.old()).isPresent();
  }

  private static Block table(Evaluation evaluation, List<Driver> drivers) {
    boolean two = areTwo(evaluation);
    List<Block.Column> columns = new ArrayList<>();
    columns.add(Block.Column.text("Feature"));
    if (two) {
      columns.add(Block.Column.numbers("Old (95 % interval)"));
      columns.add(Block.Column.numbers("New (95 % interval)"));
      columns.add(Block.Column.numbers("Difference (95 % interval)"));
    } else {
      columns.add(Block.Column.numbers("Mean size"));
      columns.add(Block.Column.numbers("95 % interval"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Driver driver : drivers) {
      rows.add(
          two
              ? List.of(
                  driver.feature(),
                  text(driver.old()),
                  text(driver.current()),
                  driver.difference().map(DriverSection::signed).orElse(NumberFormats.NONE))
              : List.of(
                  driver.feature(),
                  driver.current().map(one -> number(one.value())).orElse(NumberFormats.NONE),
                  driver.current().map(one -> range(one.interval())).orElse(NumberFormats.NONE)));
    }
    return new Block.Table(
        "Mean size of each feature's contribution, the strongest first", columns, rows);
  }

  private static String text(Optional<Estimate> estimate) {
    return estimate
        .map(one -> "%s (%s)".formatted(number(one.value()), range(one.interval())))
        .orElse(NumberFormats.NONE);
  }

  private static String number(double value) {
    return NumberFormats.format("%.3f", value);
  }

  private static String range(Interval interval) {
    return number(Math.max(0, interval.low())) + " to " + number(interval.high());
  }

  private static String signed(Estimate estimate) {
    return "%s (%s to %s)"
        .formatted(
            NumberFormats.signed("%.3f", estimate.value()),
            NumberFormats.signed("%.3f", estimate.interval().low()),
            NumberFormats.signed("%.3f", estimate.interval().high()));
  }

  /** On one axis, so that the models can be compared. */
  private static List<Block.Picture> sizes(Evaluation evaluation, List<Driver> drivers) {
    double high =
        drivers.stream()
            .flatMap(driver -> Stream.concat(driver.current().stream(), driver.old().stream()))
            .mapToDouble(one -> one.interval().high())
            .max()
            .orElse(1);
    Axis axis = Axis.around(UNIT, 0, high, false);
    List<Block.Picture> pictures = new ArrayList<>();
    if (areTwo(evaluation)) {
      pictures.add(picture("Old model: " + UNIT, axis, drivers, Driver::old));
    }
    pictures.add(
        picture((areTwo(evaluation) ? "New model: " : "") + UNIT, axis, drivers, Driver::current));
    return pictures;
  }

  private static Block.Picture picture(
      String caption,
      Axis axis,
      List<Driver> drivers,
      Function<Driver, Optional<Estimate>> ofModel) {
    List<IntervalPlot.Row> rows = new ArrayList<>();
    for (Driver driver : drivers) {
      ofModel
          .apply(driver)
          .ifPresent(
              one ->
                  rows.add(
                      new IntervalPlot.Row(
                          driver.feature(),
                          one.value(),
                          Math.max(0, one.interval().low()),
                          one.interval().high())));
    }
    return new Block.Picture(
        caption,
        "Points with 95 % intervals of " + rows.size() + " features; the table above has them.",
        new IntervalPlot(axis, rows));
  }

  private static Block.Picture picture(Evaluation evaluation, Dependence dependence) {
    String caption = "Contribution of " + dependence.feature() + " against its value";
    List<Dependence.Bin> all = dependence.bins().oldFirst().stream().flatMap(List::stream).toList();
    double low = all.stream().mapToDouble(Dependence.Bin::low).min().orElse(0);
    double high = all.stream().mapToDouble(Dependence.Bin::high).max().orElse(0);
    Axis axis = Axis.around("contribution", Math.min(0, low), Math.max(0, high), false);
    if (!dependence.numbers()) {
      return new Block.Picture(
          caption + " (" + dependence.field() + (evaluation.comparesTwo() ? "; new model)" : ")"),
          "Mean contribution of each value with the middle 80 % of the contributions.",
          new IntervalPlot(
              axis,
              dependence.bins().current().stream()
                  .map(bin -> new IntervalPlot.Row(bin.name(), bin.mean(), bin.low(), bin.high()))
                  .toList()));
    }
    List<Series> series = new ArrayList<>();
    dependence
        .bins()
        .old()
        .ifPresent(old -> series.add(Series.old("old", values(old), means(old)).withMarkers()));
    List<Dependence.Bin> current = numbers(dependence.bins().current());
    series.add(
        Series.current(DiscriminationSection.current(evaluation), values(current), means(current))
            .withMarkers()
            .withBars(
                current.stream().mapToDouble(Dependence.Bin::low).toArray(),
                current.stream().mapToDouble(Dependence.Bin::high).toArray()));
    double[] xs = values(current);
    double least = xs.length == 0 ? 0 : xs[0];
    double most = xs.length == 0 ? 1 : xs[xs.length - 1];
    Axis value = Axis.around(dependence.field(), least, most, false);
    series.add(0, Series.reference(new double[] {value.low(), value.high()}, new double[] {0, 0}));
    return new Block.Picture(
        caption + missing(dependence),
        "The mean contribution of orders with neighbouring values, from the lowest to the highest.",
        new XyPlot(value, axis, series));
  }

  private static String missing(Dependence dependence) {
    return dependence.bins().current().stream()
        .filter(bin -> !bin.name().isEmpty())
        .findFirst()
        .map(
            bin ->
                "; missing in %s orders, whose mean is %s"
                    .formatted(
                        NumberFormats.count(bin.rows()), NumberFormats.signed("%.2f", bin.mean())))
        .orElse("");
  }

  private static List<Dependence.Bin> numbers(List<Dependence.Bin> bins) {
    return bins.stream().filter(bin -> bin.name().isEmpty()).toList();
  }

  private static double[] values(List<Dependence.Bin> bins) {
    return numbers(bins).stream().mapToDouble(Dependence.Bin::value).toArray();
  }

  private static double[] means(List<Dependence.Bin> bins) {
    return numbers(bins).stream().mapToDouble(Dependence.Bin::mean).toArray();
  }
}
