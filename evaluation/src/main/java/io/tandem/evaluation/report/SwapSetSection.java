package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.SwapSet;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import java.util.ArrayList;
import java.util.List;

/** The orders that would change sides. */
final class SwapSetSection {
  private SwapSetSection() {}

  static List<Block> of(Evaluation evaluation, SwapSet swapSet) {
    String currency = evaluation.definition().outcome().currency();
    boolean amounts = evaluation.rows().amounts().isPresent();
    List<Block.Column> columns =
        new ArrayList<>(
            List.of(
                Block.Column.text("Orders"),
                Block.Column.numbers("Count"),
                Block.Column.numbers("Bad"),
                Block.Column.numbers("Bad rate"),
                Block.Column.numbers("95 % interval, in %")));
    if (amounts) {
      columns.add(Block.Column.numbers("Amount"));
      columns.add(Block.Column.numbers("Amount of the bad"));
    }
    List<List<String>> rows =
        List.of(
            row("both approve", swapSet.bothApprove(), amounts, currency),
            row("only the new model approves", swapSet.onlyCurrent(), amounts, currency),
            row("only the old model approves", swapSet.onlyOld(), amounts, currency),
            row("neither approves", swapSet.noneApproves(), amounts, currency));
    return List.of(
        new Block.Heading("Swap set"),
        new Block.Paragraph(
            "The orders on which the models decide alike, and those that would change sides. Whether the"
                + " change pays is in the costs above; here is where it comes from."),
        new Block.Table("Who approves", columns, rows));
  }

  private static List<String> row(
      String name, SwapSet.Cell cell, boolean amounts, String currency) {
    List<String> row =
        new ArrayList<>(
            List.of(
                name,
                NumberFormats.count(cell.rows()),
                NumberFormats.count(cell.positives()),
                cell.badRate().map(NumberFormats::percent).orElse(NumberFormats.NONE),
                cell.interval().map(MetricFormats::percentRange).orElse(NumberFormats.NONE)));
    if (amounts) {
      row.add(NumberFormats.amount(cell.amount(), currency));
      row.add(NumberFormats.amount(cell.amountOfPositives(), currency));
    }
    return row;
  }
}
