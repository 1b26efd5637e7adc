package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import java.util.ArrayList;
import java.util.List;

/** What was judged. */
final class DataSection {
  private DataSection() {}

  static String subtitle(Evaluation evaluation) {
    return "%s, %s orders, %s%s of them bad"
        .formatted(
            evaluation.comparesTwo() ? "A new model against an old one" : "One model",
            NumberFormats.count(evaluation.rows().models().current().rows()),
            evaluation
                .rows()
                .period()
                .map(period -> period.first() + " to " + period.last() + ", ")
                .orElse(""),
            NumberFormats.percent(baseRate(evaluation)));
  }

  static double baseRate(Evaluation evaluation) {
    return (double) evaluation.rows().models().current().positives()
        / evaluation.rows().models().current().rows();
  }

  static List<Block> of(Evaluation evaluation) {
    JoinedRows rows = evaluation.rows();
    JoinedRows.Counts counts = rows.counts();
    int positives = rows.models().current().positives();
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("Bad means", evaluation.definition().outcome().means()));
    table.add(
        List.of(
            "Orders judged",
            "%s, of these %s bad (%s)"
                .formatted(
                    NumberFormats.count(counts.judged()),
                    NumberFormats.count(positives),
                    NumberFormats.percent(baseRate(evaluation)))));
    rows.period()
        .ifPresent(period -> table.add(List.of("Placed", period.first() + " to " + period.last())));
    table.add(List.of("Orders in the predictions", NumberFormats.count(counts.read())));
    if (evaluation.comparesTwo()) {
      table.add(
          List.of("of these not in the old predictions", NumberFormats.count(counts.withoutOld())));
    }
    table.add(
        List.of("of these without a known outcome", NumberFormats.count(counts.withoutOutcome())));
    table.add(
        List.of(
            "of these with an id that occurs more than once",
            NumberFormats.count(counts.doubled())));
    if (evaluation.comparesTwo()) {
      table.add(List.of("In the old predictions only", NumberFormats.count(counts.onlyOld())));
    }
    rows.fingerprints()
        .outcomes()
        .ifPresent(
            _ ->
                table.add(
                    List.of("In the outcomes only", NumberFormats.count(counts.onlyOutcomes()))));
    String none = "not given";
    if (evaluation.comparesTwo()) {
      table.add(List.of("SHA-256 of the old model", rows.fingerprints().oldModel().orElse(none)));
    }
    table.add(List.of("SHA-256 of the model", rows.fingerprints().model().orElse(none)));
    table.add(List.of("SHA-256 of the predictions", rows.fingerprints().predictions()));
    rows.fingerprints()
        .oldPredictions()
        .ifPresent(sha256 -> table.add(List.of("SHA-256 of the old predictions", sha256)));
    rows.fingerprints()
        .outcomes()
        .ifPresent(sha256 -> table.add(List.of("SHA-256 of the outcomes", sha256)));
    table.add(
        List.of(
            "Bootstrap",
            "%s rounds, seed %d"
                .formatted(
                    NumberFormats.count(evaluation.definition().rounds()),
                    evaluation.definition().seed())));
    return List.of(
        new Block.Heading("Data"),
        new Block.Table(
            "What was judged",
            List.of(Block.Column.text("What"), Block.Column.text("Here")),
            table),
        new Block.Paragraph(
            "If only orders that were approved have an outcome, as is usual, nobody knows whether"
                + " the refused ones would have been paid. Then every figure here describes"
                + " approved orders, and a model that differs much from the one that approved them"
                + " is judged on a selection that the other made."));
  }
}
