package io.tandem.evaluation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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

    @ArgGroup(exclusive = false)
    @Nullable Old old();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures here as JSON.")
    @Nullable Path json();
  }

  /** What a comparison needs. */
  static final class Old {
    @Option(
        names = "--old",
        required = true,
        paramLabel = "FILE",
        description = "Predictions of another model for the same rows, to compare with.")
    private Path predictions = Path.of("");

    @Option(
        names = "--id",
        required = true,
        paramLabel = "PATH",
        description = "Where the id of a row is, by which both files are joined.")
    private String id = "";

    @Option(
        names = "--old-probability",
        paramLabel = "PATH",
        description = "Where the other model's probability is (default: as --probability).")
    private @Nullable String probability;

    @Option(
        names = "--threshold",
        paramLabel = "P",
        description = {
          "From this probability on a row counts as positive: both models' errors",
          "there are compared."
        })
    private @Nullable Double threshold;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        description = "Rounds of the bootstrap (default: ${DEFAULT-VALUE}).")
    private int rounds = 1000;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "The same seed gives the same intervals (default: ${DEFAULT-VALUE}).")
    private long seed = 1;
  }

  private static final int MIN_ROUNDS = 40;
  private static final int MAX_ROUNDS = 100_000;

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
      @Nullable Old old = arguments.old();
      @Nullable FieldPath id = old == null ? null : FieldPath.parse(old.id);
      var predictions = new PredictionsReader(label, probability, id).read(arguments.predictions());
      @Nullable Comparison comparison =
          old == null || id == null ? null : compare(old, label, probability, id, predictions);
      var report = Report.of(label, probability, predictions, comparison);
      write(report, arguments.json());
      out.print(report.table());
      out.flush();
      return 0;
    } catch (EvaluationException e) {
      err.println("evaluate: " + e.getMessage());
      return 1;
    }
  }

  private static Comparison compare(
      Old old, FieldPath label, FieldPath probability, FieldPath id, Predictions predictions) {
    if (old.rounds < MIN_ROUNDS || old.rounds > MAX_ROUNDS) {
      throw new EvaluationException(
          "--rounds is %d; expected a number from %d to %d"
              .formatted(old.rounds, MIN_ROUNDS, MAX_ROUNDS));
    }
    if (old.threshold != null && !(old.threshold >= 0 && old.threshold <= 1)) {
      throw new EvaluationException(
          "--threshold is %s; expected a number from 0 to 1".formatted(old.threshold));
    }
    FieldPath before = old.probability == null ? probability : FieldPath.parse(old.probability);
    Predictions first = new PredictionsReader(label, before, id).read(old.predictions);
    return Comparison.of(Join.of(first, predictions), old.threshold, old.rounds, old.seed);
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
