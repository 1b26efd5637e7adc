package io.tandem.evaluation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line. Exit status 0: evaluated; 1: the input cannot be evaluated; 2: wrong usage. */
public final class Evaluate {
  /** Filled in by picocli. */
  @Command(
      name = "evaluate",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Judges a model by its predictions on rows whose outcome is known.")
  interface Arguments {
    @Option(
        names = "--predictions",
        required = true,
        paramLabel = "FILE",
        description = "JSON Lines, as a joined batch transform writes them; gzipped if named .gz.")
    Path predictions();

    @Option(
        names = "--label",
        required = true,
        paramLabel = "PATH",
        description = "Where the outcome is, as in $.outcome.paid: true, false, 0 or 1.")
    String label();

    @Option(
        names = "--probability",
        required = true,
        paramLabel = "PATH",
        description = "Where the predicted probability is, as in $.SageMakerOutput.probability.")
    String probability();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures here as JSON.")
    @Nullable Path json();
  }

  private Evaluate() {}

  public static void main(String[] arguments) {
    System.exit(run(writer(System.out), writer(System.err), arguments));
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
      var label = FieldPath.parse(arguments.label());
      var probability = FieldPath.parse(arguments.probability());
      var predictions = new PredictionsReader(label, probability).read(arguments.predictions());
      var report = Report.of(label, probability, predictions);
      write(report, arguments.json());
      out.print(report.table());
      out.flush();
      return 0;
    } catch (EvaluationException e) {
      err.println("evaluate: " + e.getMessage());
      return 1;
    }
  }

  private static void write(Report report, @Nullable Path file) {
    if (file == null) {
      return;
    }
    try (var out = Files.newOutputStream(file)) {
      report.writeJson(out);
    } catch (IOException e) {
      throw new EvaluationException(file + " cannot be written: " + e.getMessage());
    }
  }
}
