package io.tandem.evaluation;

import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.rows.Join;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line; returns the exit status. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Judges a model by its predictions on orders whose outcome is known, alone or against an",
      "old model, and writes report.html, report.pdf, report.json and verdict.json. Without",
      "options it is a SageMaker processing job, with its folders below /opt/ml/processing."
    },
    footer = {
      "",
      "Exit status 0: evaluated, all gates passed; 1: the input cannot be evaluated; 2: wrong",
      "usage; 3: evaluated, a gate failed."
    })
final class EvaluateCommand implements Callable<Integer> {
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--definition",
      required = true,
      paramLabel = "FILE",
      description = "evaluation.json: where ids, probabilities and outcomes are; costs; gates.")
  private Path definition = Path.of("");

  @Option(
      names = "--predictions",
      required = true,
      paramLabel = "FILE",
      description = {
        "JSON Lines or CSV, as batch transform writes them, gzipped if named .gz; or a folder of",
        "such files."
      })
  private Path predictions = Path.of("");

  @Option(
      names = "--old",
      paramLabel = "FILE",
      description = "Predictions of another model for the same orders, to compare with.")
  private @Nullable Path old;

  @Option(
      names = "--outcomes",
      paramLabel = "FILE",
      description = "What came true, when the predictions do not hold it.")
  private @Nullable Path outcomes;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The artifact that made the predictions, for its fingerprint in the report.")
  private @Nullable Path model;

  @Option(
      names = "--old-model",
      paramLabel = "FILE",
      description = "The artifact that made the old predictions.")
  private @Nullable Path oldModel;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the report is written.")
  private Path output = Path.of("");

  EvaluateCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      Verdict verdict =
          EvaluationRun.run(
              definition,
              new Join.Files(
                  predictions,
                  Optional.ofNullable(old),
                  Optional.ofNullable(outcomes),
                  Optional.ofNullable(model),
                  Optional.ofNullable(oldModel)),
              output,
              false,
              out);
      return ExitStatus.of(verdict);
    } catch (EvaluationException e) {
      err.println("evaluate: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      err.println("evaluate: " + EvaluationRun.tooLarge());
    }
    return ExitStatus.NOT_EVALUATED;
  }
}
