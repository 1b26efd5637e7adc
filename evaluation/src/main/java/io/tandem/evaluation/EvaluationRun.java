package io.tandem.evaluation;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.EvaluationCalculator;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationDefinitionReader;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.report.Report;
import io.tandem.evaluation.report.Summary;
import io.tandem.evaluation.rows.Join;
import java.io.PrintWriter;
import java.nio.file.Path;

/** From files to a report: what the command line and the processing job have in common. */
final class EvaluationRun {
  private EvaluationRun() {}

  /**
   * Writes the report, and its summary to {@code out}.
   *
   * @param firstModel whether there is no old model yet, so that gates that compare do not apply
   * @throws EvaluationException when the input cannot be evaluated
   */
  static Verdict run(
      Path file, Join.Files files, Path output, boolean firstModel, PrintWriter out) {
    Report.remove(output);
    Definition whole = EvaluationDefinitionReader.read(file);
    Definition definition = firstModel ? whole.ofFirstModel() : whole;
    Evaluation evaluation = EvaluationCalculator.evaluate(definition, Join.read(definition, files));
    Verdict verdict = Verdict.of(evaluation);
    Report.write(evaluation, verdict, output);
    out.print(Summary.text(evaluation, verdict));
    out.println("report: " + output.resolve("report.html"));
    out.flush();
    return verdict;
  }

  /** What to do when memory ran out. */
  static String tooLarge() {
    return "the rows do not fit into a heap of %d MiB; give it more, as JDK_JAVA_OPTIONS=-Xmx4g does"
        .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }
}
