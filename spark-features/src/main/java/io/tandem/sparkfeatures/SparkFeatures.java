package io.tandem.sparkfeatures;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The program that a cluster starts: one job per command. */
@Command(
    name = SparkFeatures.NAME,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Fits the feature set and makes training vectors on Apache Spark.",
    subcommands = {
      FitCommand.class,
      ExtractCommand.class,
      TrainDataCommand.class,
      ProfileCommand.class,
      HistoryCommand.class
    })
public final class SparkFeatures {
  static final String NAME = "spark-features";

  private SparkFeatures() {}

  /**
   * Runs one command on the session of the platform, or on a new one that the properties of the
   * process describe.
   *
   * @throws JobFailure when the arguments, the input or the output cannot be used; it is thrown
   *     rather than told by an exit status, since platforms run this method in a process of theirs
   */
  public static void main(String[] args) {
    // Picocli takes what its handlers throw for a fault of its own.
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    CommandLine line = new CommandLine(new SparkFeatures());
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          failure.set(misused(e));
          return CommandLine.ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          failure.set(JobFailure.of(command.getCommandName(), e));
          return CommandLine.ExitCode.SOFTWARE;
        });
    line.setExecutionStrategy(SparkFeatures::execute);
    boolean ours = SparkSession.getDefaultSession().isEmpty();
    try {
      line.execute(args);
    } finally {
      if (ours && SparkSession.getDefaultSession().isDefined()) {
        SparkSession.getDefaultSession().get().stop();
      }
    }
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private static int execute(CommandLine.ParseResult parsed) {
    if (parsed.isUsageHelpRequested() || parsed.hasSubcommand()) {
      return new CommandLine.RunLast().execute(parsed);
    }
    throw new ParameterException(parsed.commandSpec().commandLine(), "Missing command");
  }

  private static JobFailure misused(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    return new JobFailure(NAME + ": " + message + "; see " + name + " --help");
  }
}
