package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Group;
import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import io.tandem.report.plot.Axis;
import io.tandem.report.plot.IntervalPlot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Groups of orders on their own. */
final class SliceSection {
  private SliceSection() {}

  static List<Block> of(Evaluation evaluation) {
    if (evaluation.groups().isEmpty()) {
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading("Slices"));
    Definition.Minimum minimum = evaluation.definition().sliceMinimum();
    blocks.add(
        new Block.Paragraph(
            "Groups below %s orders, or %s good or bad ones, are too small to be judged."
                    .formatted(
                        NumberFormats.count(minimum.rows()),
                        NumberFormats.count(minimum.rowsOfEachClass()))
                + (evaluation.comparesTwo()
                    ? " The p-values are adjusted for the number of groups (Benjamini and"
                        + " Hochberg)."
                    : "")));
    blocks.add(table(evaluation));
    Axis axis = axis(evaluation);
    List<Block.Picture> pictures = new ArrayList<>();
    for (Definition.Slice slice : evaluation.definition().slices()) {
      List<IntervalPlot.Row> rows = rows(evaluation, slice.name());
      if (!rows.isEmpty()) {
        pictures.add(picture(evaluation, slice.name(), axis, rows));
      }
    }
    if (!pictures.isEmpty()) {
      blocks.add(new Block.Plots(pictures));
    }
    return blocks;
  }

  private static Block table(Evaluation evaluation) {
    boolean two = evaluation.comparesTwo();
    List<Block.Column> columns = new ArrayList<>();
    columns.add(Block.Column.text("Slice"));
    columns.add(Block.Column.text("Group"));
    columns.add(Block.Column.numbers("Orders"));
    columns.add(Block.Column.numbers("Bad (95 % interval)"));
    if (two) {
      columns.add(Block.Column.numbers("Mean probability, old"));
      columns.add(Block.Column.numbers("Mean probability, new"));
      columns.add(Block.Column.numbers("ROC AUC, old"));
      columns.add(Block.Column.numbers("ROC AUC, new"));
      columns.add(Block.Column.numbers("Difference (95 % interval)"));
      columns.add(Block.Column.numbers("Adjusted p"));
    } else {
      columns.add(Block.Column.numbers("Mean probability"));
      columns.add(Block.Column.numbers("ROC AUC (95 % interval)"));
    }
    return new Block.Table(
        "Each group on its own",
        columns,
        evaluation.groups().stream().map(group -> row(group, two)).toList());
  }

  private static List<String> row(Group group, boolean two) {
    List<String> row =
        new ArrayList<>(
            List.of(
                group.slice(),
                group.name(),
                NumberFormats.count(group.rows()),
                "%s (%s)"
                    .formatted(
                        NumberFormats.percent(group.badRate()),
                        MetricFormats.percentRange(group.badRateInterval()))));
    if (group.models().isEmpty()) {
      row.addAll(Collections.nCopies(two ? 4 : 1, NumberFormats.NONE));
      row.add("too small");
      row.addAll(Collections.nCopies(two ? 1 : 0, NumberFormats.NONE));
      return row;
    }
    ByModel<Group.OfModel> models = group.models().get();
    Group.OfModel current = models.current();
    if (models.old().isEmpty() || group.difference().isEmpty()) {
      row.add(NumberFormats.percent(current.meanProbability()));
      row.add(
          "%s (%s)"
              .formatted(
                  NumberFormats.number(current.rocAuc().value()),
                  range(current.rocAuc().interval())));
      return row;
    }
    Group.OfModel old = models.old().get();
    Group.Difference difference = group.difference().get();
    row.add(NumberFormats.percent(old.meanProbability()));
    row.add(NumberFormats.percent(current.meanProbability()));
    row.add(NumberFormats.number(old.rocAuc().value()));
    row.add(NumberFormats.number(current.rocAuc().value()));
    row.add(
        "%s (%s to %s)"
            .formatted(
                NumberFormats.signed("%.3f", difference.rocAuc().value()),
                NumberFormats.signed("%.3f", difference.rocAuc().interval().low()),
                NumberFormats.signed("%.3f", difference.rocAuc().interval().high())));
    row.add(NumberFormats.pValue(difference.pValue()));
    return row;
  }

  private static String range(Interval interval) {
    return NumberFormats.format("%.4f to %.4f", interval.low(), interval.high());
  }

  /** What the plots show of a group, if it was judged. */
  private static Optional<Estimate> shown(Group group) {
    return group
        .difference()
        .map(Group.Difference::rocAuc)
        .or(() -> group.models().map(models -> models.current().rocAuc()));
  }

  private static List<IntervalPlot.Row> rows(Evaluation evaluation, String slice) {
    List<IntervalPlot.Row> rows = new ArrayList<>();
    for (Group group : evaluation.groups()) {
      if (group.slice().equals(slice)) {
        shown(group)
            .ifPresent(
                seen ->
                    rows.add(
                        new IntervalPlot.Row(
                            group.name(),
                            seen.value(),
                            seen.interval().low(),
                            seen.interval().high())));
      }
    }
    return rows;
  }

  /** One for all plots, so that they can be compared. */
  private static Axis axis(Evaluation evaluation) {
    boolean two = evaluation.comparesTwo();
    double low = two ? 0 : 1;
    double high = 0;
    for (Group group : evaluation.groups()) {
      low = Math.min(low, shown(group).map(seen -> seen.interval().low()).orElse(low));
      high = Math.max(high, shown(group).map(seen -> seen.interval().high()).orElse(high));
    }
    return Axis.around(
        two ? "difference of the ROC AUC" : "ROC AUC", Math.min(low, high), high, false);
  }

  private static Block.Picture picture(
      Evaluation evaluation, String slice, Axis axis, List<IntervalPlot.Row> rows) {
    return new Block.Picture(
        evaluation.comparesTwo()
            ? "By %s: difference of the ROC AUC; right of zero the new model is better"
                .formatted(slice)
            : "By %s: ROC AUC".formatted(slice),
        "Points with 95 % intervals of " + rows.size() + " groups; the table above has them.",
        new IntervalPlot(axis, rows));
  }
}
