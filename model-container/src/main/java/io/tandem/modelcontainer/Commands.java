package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Engine;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line beside {@code serve} and {@code train}. Exit status 0: done; 1: what was given
 * cannot be used, the reason is a line on standard error; 2: wrong usage.
 */
@Command(
    name = Commands.NAME,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Turns vectors into predictions: the container of SageMaker, and a tool by hand.",
    footer = {
      "",
      "serve and train take no options: they read the environment and the folders that SageMaker"
          + " gives.",
      "Exit status: 0 done, 1 the input cannot be used, 2 wrong usage."
    })
final class Commands {
  static final String NAME = "model-container";

  private Commands() {}

  /** To be called before anything logs: of what loading logs, warnings only, and as a line. */
  static void installLog() {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  /** Returns the exit status. */
  static int run(
      List<Engine> engines, InputStream in, PrintStream out, PrintStream err, String... arguments) {
    return new CommandLine(new Commands())
        .addSubcommand(new Serve())
        .addSubcommand(new Train())
        .addSubcommand(new InspectCommand(engines, out))
        .addSubcommand(new PredictCommand(engines, in, out))
        .addSubcommand(new ExplainCommand(engines, in, out))
        .addSubcommand(new ImportanceCommand(engines, in, out))
        .addSubcommand(new BindCommand(engines, out, err))
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setExecutionStrategy(Commands::execute)
        .setParameterExceptionHandler((e, _) -> misused(e))
        .setExecutionExceptionHandler((e, command, _) -> failed(command, e))
        .execute(arguments);
  }

  private static int execute(ParseResult parsed) {
    boolean described = parsed.isVersionHelpRequested() || parsed.isUsageHelpRequested();
    if (!described && !parsed.hasSubcommand()) {
      throw new ParameterException(parsed.commandSpec().commandLine(), "Missing command");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** One line, where picocli would put the whole usage below it. */
  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    boolean known = command.getCommand() instanceof Callable;
    String expected =
        known
            ? ""
            : "; expected serve or train alone, inspect, predict, explain, importance or bind";
    command.getErr().println(name + ": " + message + expected + "; see " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  /** What is no fault of the caller's is thrown on, with its stack. */
  private static int failed(CommandLine command, Exception e) throws Exception {
    if (!(e instanceof ContainerException fault)) {
      throw e;
    }
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + fault.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Only described here: the container runs it before there is a command line. */
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Answers /ping and /invocations, as SageMaker starts it.")
  static final class Serve {}

  /** Only described here, as {@link Serve}. */
  @Command(
      name = "train",
      mixinStandardHelpOptions = true,
      description = "Trains an XGBoost model on the channels of a training job of SageMaker.")
  static final class Train {}
}
