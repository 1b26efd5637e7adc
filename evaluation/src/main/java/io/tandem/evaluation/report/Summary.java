package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.GateOutcome;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.report.Block;
import java.util.Arrays;
import java.util.List;

/** The evaluation as text for a terminal. */
public final class Summary {
  private Summary() {}

  /** Aligned; ends with a line break. */
  public static String text(Evaluation evaluation, Verdict verdict) {
    StringBuilder text = new StringBuilder();
    text.append(evaluation.definition().title()).append('\n');
    text.append(DataSection.subtitle(evaluation)).append("\n\n");
    Block.Table metrics =
        DiscriminationSection.metrics(evaluation, "", Arrays.asList(Metric.values()));
    int columns = metrics.columns().size();
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      widths[i] = metrics.columns().get(i).name().length();
      for (List<String> row : metrics.rows()) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    append(text, metrics, metrics.columns().stream().map(Block.Column::name).toList(), widths);
    metrics.rows().forEach(row -> append(text, metrics, row, widths));
    text.append('\n');
    String currency = evaluation.definition().outcome().currency();
    for (GateOutcome outcome : verdict.outcomes()) {
      text.append(outcome.passed() ? "passed  " : "FAILED  ");
      text.append(SummarySection.gate(outcome.gate(), currency)).append('\n');
      outcome.checks().stream()
          .filter(check -> !check.passed())
          .forEach(
              check ->
                  text.append("          ")
                      .append(SummarySection.about(outcome.gate(), check.about()))
                      .append(": ")
                      .append(SummarySection.seen(outcome.gate(), check.seen(), evaluation))
                      .append('\n'));
    }
    text.append("verdict: ").append(verdict.sentence()).append('\n');
    return text.toString();
  }

  private static void append(
      StringBuilder text, Block.Table table, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      boolean numbers = table.columns().get(i).numbers();
      line.append(numbers ? gap + row.get(i) : row.get(i) + gap).append("  ");
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
