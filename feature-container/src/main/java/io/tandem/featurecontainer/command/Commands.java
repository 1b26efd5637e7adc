package io.tandem.featurecontainer.command;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.strictjson.Ellipsis;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line beside {@code serve} and {@code train}. Exit status 0: done; 1: what was given
 * cannot be used, said in a line on standard error; 2: wrong usage; 141: nobody reads the output
 * any more. A command that needs others names them.
 */
@Command(
    name = Commands.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Turns orders into vectors: the container of SageMaker, and a tool by hand.",
    footer = {
      "",
      "serve and train take no options: they read the environment and the folders that SageMaker"
          + " gives.",
      "Exit status: 0 done, 1 the input cannot be used, 2 wrong usage."
    })
public final class Commands {
  static final String NAME = "feature-container";

  private static final int MAX_SHOWN = 200;

  private Commands() {}

  /** Returns the exit status. */
  public static int run(
      Console console, List<CustomEncoding> customEncodings, String... arguments) {
    List<Callable<Integer>> commands =
        List.of(
            new CheckCommand(console, customEncodings),
            new FitCommand(console, customEncodings),
            new ExtractCommand(console, customEncodings),
            new ExplainCommand(console, customEncodings),
            new DiffCommand(console, customEncodings),
            new ProfileCommand(console, customEncodings),
            new HistoryCommand(console));
    CommandLine line = new CommandLine(new Commands());
    line.addSubcommand(new Serve()).addSubcommand(new Train());
    commands.forEach(line::addSubcommand);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setExecutionStrategy(Commands::execute);
    line.setParameterExceptionHandler(Commands::misused);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(console, command, e));
    return line.execute(arguments);
  }

  private static int execute(CommandLine.ParseResult parsed) {
    if (parsed.isVersionHelpRequested()
        || parsed.isUsageHelpRequested()
        || parsed.hasSubcommand()) {
      return new CommandLine.RunLast().execute(parsed);
    }
    throw new ParameterException(parsed.commandSpec().commandLine(), "Missing command");
  }

  /** One line, where picocli would put the whole usage below it. */
  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    ParameterException fault = mistyped(command, arguments).orElse(e);
    String message = String.valueOf(fault.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    String shown = Ellipsis.shorten(message, MAX_SHOWN);
    String hint = "";
    if (fault instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      hint = "; did you mean " + unmatched.getSuggestions().getFirst() + "?";
    }
    String expected =
        command.getCommand() instanceof Commands
                || command.getCommand() instanceof Serve
                || command.getCommand() instanceof Train
            ? "; expected serve or train alone, or one of " + others(command)
            : "";
    command.getErr().println(NAME + ": " + shown + hint + expected + "; see " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  /** A required option that is mistyped is no missing one. */
  private static Optional<ParameterException> mistyped(CommandLine command, String... arguments) {
    for (String argument : arguments) {
      String name = argument.split("=", 2)[0];
      if (argument.equals("--")) {
        break;
      }
      if (name.startsWith("--") && !command.getCommandSpec().optionsMap().containsKey(name)) {
        return Optional.of(new UnmatchedArgumentException(command, List.of(name)));
      }
    }
    return Optional.empty();
  }

  private static String others(CommandLine command) {
    CommandLine top = command.getParent() == null ? command : command.getParent();
    return top.getSubcommands().keySet().stream()
        .filter(name -> !name.equals("serve") && !name.equals("train"))
        .collect(Collectors.joining(", "));
  }

  /** What is no fault of the caller's is thrown on, with its stack. */
  private static int failed(Console console, CommandLine command, Exception e) throws Exception {
    String name = command.getCommandName();
    switch (e) {
      case ContainerException fault -> console.say(name + ": " + fault.getMessage());
      case DefinitionException fault -> console.say(name + ": " + fault.getMessage());
      case IOException fault when isClosedPipe(fault) -> {
        return ExitStatus.OUTPUT_CLOSED;
      }
      case IOException fault ->
          console.say(name + ": cannot write the output: " + fault.getMessage());
      default -> throw e;
    }
    return ExitStatus.FAILED;
  }

  /** As {@code | head} leaves it; the platforms have words of their own for it. */
  private static boolean isClosedPipe(IOException fault) {
    String message = String.valueOf(fault.getMessage());
    return message.contains("Broken pipe") || message.contains("pipe is being closed");
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
      description = "Fits the features to the channels of a training job of SageMaker.")
  static final class Train {}

  /** What decides the bytes of vectors. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String built = Commands.class.getPackage().getImplementationVersion();
      return new String[] {
        "%s %s (dialects 1 to %d, Java %s)"
            .formatted(
                NAME,
                built == null ? "unpackaged" : built,
                FeatureDefinition.DIALECT,
                Runtime.version().feature())
      };
    }
  }
}
