package io.tandem.localsagemaker;

import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Exit status 0: done; 1: an input cannot be used, a container ended, or an
 * object was not transformed or a job has failed; 2: wrong usage; 130 or 143: ended by Ctrl-C or
 * SIGTERM.
 */
@Command(
    name = "local-sagemaker",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Runs models and jobs of SageMaker on this machine as the platform would.")
public final class LocalSagemaker {
  private LocalSagemaker() {}

  public static void main(String[] arguments) throws IOException {
    try (InputStream logging = LocalSagemaker.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(logging);
    }
    int status;
    try (var _ = SignalShutdown.interrupting(Thread.currentThread())) {
      status = run(System.out, System.err, arguments);
    }
    System.exit(status);
  }

  /** Returns the exit status. Interrupting the thread ends it as a signal ends the program. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    var terminal = new Terminal(err);
    return new CommandLine(new LocalSagemaker())
        .addSubcommand(new EndpointCommand(terminal))
        .addSubcommand(new TransformCommand(terminal))
        .addSubcommand(new TrainCommand(terminal))
        .addSubcommand(new ProcessCommand(terminal))
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setExecutionStrategy(LocalSagemaker::execute)
        .setParameterExceptionHandler((e, _) -> misused(terminal, e))
        .setExecutionExceptionHandler((e, _, _) -> failed(terminal, e))
        .execute(arguments);
  }

  private static int execute(ParseResult parsed) {
    if (parsed.isUsageHelpRequested()
        || parsed.isVersionHelpRequested()
        || parsed.hasSubcommand()) {
      return new CommandLine.RunLast().execute(parsed);
    }
    throw new ParameterException(
        parsed.commandSpec().commandLine(),
        "Missing command: endpoint, transform, train or process");
  }

  /** One line, where picocli would put the whole usage below it. */
  private static int misused(Terminal terminal, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.say("%s; see %s --help".formatted(e.getMessage(), command));
    return CommandLine.ExitCode.USAGE;
  }

  /** Bugs of the program are thrown on, with their stack. */
  private static int failed(Terminal terminal, Exception e) throws Exception {
    return switch (e) {
      case SetupException setup -> {
        terminal.say(setup.problems());
        yield 1;
      }
      case InterruptedException _ -> 130;
      default -> throw e;
    };
  }
}
