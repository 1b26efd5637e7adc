package io.tandem.evaluation;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Evaluator;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationDefinitionReader;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.report.Report;
import io.tandem.evaluation.report.Summary;
import io.tandem.evaluation.rows.Join;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line. */
public final class Evaluate {
  static final int PASSED = 0;
  static final int NOT_EVALUATED = 1;
  static final int FAILED = 3;

  /** Filled in by picocli. */
  @Command(
      name = "evaluate",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Judges a model by its predictions on orders whose outcome is known, alone or against an",
        "old model, and writes report.html, report.pdf and report.json. Without options it is a",
        "SageMaker processing job, with its folders below /opt/ml/processing."
      },
      footer = {
        "",
        "Exit status 0: evaluated, all gates passed; 1: the input cannot be evaluated; 2: wrong",
        "usage; 3: evaluated, a gate failed."
      })
  interface Arguments {
    @Option(
        names = "--definition",
        required = true,
        paramLabel = "FILE",
        description = "evaluation.json: where ids, probabilities and outcomes are; costs; gates.")
    Path definition();

    @Option(
        names = "--predictions",
        required = true,
        paramLabel = "FILE",
        description = {
          "JSON Lines or CSV, as batch transform writes them, gzipped if named .gz; or a folder of",
          "such files."
        })
    Path predictions();

    @Option(
        names = "--old",
        paramLabel = "FILE",
        description = "Predictions of another model for the same orders, to compare with.")
    @Nullable Path old();

    @Option(
        names = "--outcomes",
        paramLabel = "FILE",
        description = "What came true, when the predictions do not hold it.")
    @Nullable Path outcomes();

    @Option(
        names = "--model",
        paramLabel = "FILE",
        description = "The artifact that made the predictions, for its fingerprint in the report.")
    @Nullable Path model();

    @Option(
        names = "--old-model",
        paramLabel = "FILE",
        description = "The artifact that made the old predictions.")
    @Nullable Path oldModel();

    @Option(
        names = "--output",
        required = true,
        paramLabel = "FOLDER",
        description = "Where the report is written.")
    Path output();
  }

  private Evaluate() {}

  public static void main(String[] arguments) {
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    System.exit(
        arguments.length == 0
            ? ProcessingJob.run(System.getenv(), out, err)
            : run(out, err, arguments));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Returns the exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    var program = new CommandLine(Arguments.class).setOut(out).setErr(err);
    program.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          return help != null ? help : evaluate(program.getCommand(), out, err);
        });
    return program.execute(arguments);
  }

  private static int evaluate(Arguments arguments, PrintWriter out, PrintWriter err) {
    try {
      Verdict verdict =
          evaluate(
              arguments.definition(),
              new Join.Files(
                  arguments.predictions(),
                  Optional.ofNullable(arguments.old()),
                  Optional.ofNullable(arguments.outcomes()),
                  Optional.ofNullable(arguments.model()),
                  Optional.ofNullable(arguments.oldModel())),
              arguments.output(),
              out);
      return verdict.passed() ? PASSED : FAILED;
    } catch (EvaluationException e) {
      err.println("evaluate: " + e.getMessage());
      return NOT_EVALUATED;
    } catch (OutOfMemoryError e) {
      err.println("evaluate: " + tooLarge());
      return NOT_EVALUATED;
    }
  }

  static String tooLarge() {
    return "the rows do not fit into a heap of %d MiB; give it more, as JDK_JAVA_OPTIONS=-Xmx4g does"
        .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }

  /**
   * Writes the report, and its summary to {@code out}.
   *
   * @throws EvaluationException when the input cannot be evaluated
   */
  static Verdict evaluate(Path file, Join.Files files, Path output, PrintWriter out) {
    Report.remove(output);
    Definition definition = EvaluationDefinitionReader.read(file);
    Evaluation evaluation = Evaluator.evaluate(definition, Join.read(definition, files));
    Verdict verdict = Verdict.of(evaluation);
    Report.write(evaluation, verdict, output);
    out.print(Summary.text(evaluation, verdict));
    out.println("report: " + output.resolve("report.html"));
    out.flush();
    return verdict;
  }
}
