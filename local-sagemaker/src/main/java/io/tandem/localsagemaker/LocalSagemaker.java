package io.tandem.localsagemaker;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.EndpointServer;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.request.S3Folder;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.localsagemaker.transform.TransformJobRunner;
import io.tandem.localsagemaker.transform.TransformObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The command line. Exit status 0: done; 1: what was given cannot be run, a container ended, or an
 * object was not transformed; 2: wrong usage; 130 or 143: ended by Ctrl-C or SIGTERM.
 */
public final class LocalSagemaker {
  /** The platform's limit for the answer of one container of a real-time endpoint. */
  private static final Duration INVOCATION_TIMEOUT = Duration.ofSeconds(60);

  private final Terminal terminal;

  private LocalSagemaker(Terminal terminal) {
    this.terminal = terminal;
  }

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
    var program = new LocalSagemaker(new Terminal(err));
    var model = CommandSpec.forAnnotatedObject(Arguments.OfModel.class);
    var endpoint = new CommandLine(Arguments.OfEndpoint.class);
    endpoint.getCommandSpec().addMixin("model", model);
    var transform = new CommandLine(Arguments.OfTransform.class);
    var modelOfTransform = CommandSpec.forAnnotatedObject(Arguments.OfModel.class);
    transform.getCommandSpec().addMixin("model", modelOfTransform);
    var line =
        new CommandLine(Arguments.Program.class)
            .addSubcommand(endpoint)
            .addSubcommand(transform)
            .setOut(new PrintWriter(out, true, out.charset()))
            .setErr(new PrintWriter(err, true, err.charset()))
            .setParameterExceptionHandler(LocalSagemaker::misused);
    line.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          if (help != null) {
            return help;
          }
          if (!parsed.hasSubcommand()) {
            throw new ParameterException(line, "Missing command: endpoint or transform");
          }
          return parsed.subcommand().commandSpec().name().equals("endpoint")
              ? program.execute(
                  () ->
                      program.endpoint(
                          (Arguments.OfModel) model.userObject(), endpoint.getCommand()))
              : program.execute(
                  () ->
                      program.transform(
                          (Arguments.OfModel) modelOfTransform.userObject(),
                          transform.getCommand()));
        });
    return line.execute(arguments);
  }

  /** One line, where picocli would put the whole usage below it. */
  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "local-sagemaker | %s; see %s --help"
                .formatted(e.getMessage(), command.getCommandSpec().qualifiedName()));
    return CommandLine.ExitCode.USAGE;
  }

  /** One of the commands; returns the exit status. */
  @FunctionalInterface
  private interface Work {
    int run() throws InterruptedException;
  }

  private int execute(Work command) {
    try {
      return command.run();
    } catch (SetupException e) {
      terminal.say(e.problems());
      return 1;
    } catch (InterruptedException e) {
      return 130;
    }
  }

  private int endpoint(Arguments.OfModel given, Arguments.OfEndpoint arguments)
      throws InterruptedException {
    ModelRequest model = ModelRequest.read(given.model());
    String name = arguments.endpointName();
    var endpoint =
        new Endpoint(
            name == null ? model.name() : name, "AllTraffic", model.account(), model.region());
    EndpointServer.checkFree(arguments.port());
    try (var containers = start(model, given, Map.of())) {
      containers.awaitReady(given.startupTimeout());
      try (var server =
          EndpointServer.start(
              endpoint, containers, INVOCATION_TIMEOUT, ByteBudget.ofHeap(), arguments.port())) {
        String address = "http://127.0.0.1:" + server.port();
        terminal.say("listening on %s/invocations".formatted(address));
        terminal.say(
            "      and on %s/endpoints/%s/invocations".formatted(address, endpoint.name()));
        terminal.say(containers.awaitEnd());
        return 1;
      }
    }
  }

  private int transform(Arguments.OfModel given, Arguments.OfTransform arguments)
      throws InterruptedException {
    ModelRequest model = ModelRequest.read(given.model());
    TransformJob job = TransformJob.read(arguments.job(), model.name());
    S3Folder s3 = S3Folder.open(given.s3());
    List<TransformObject> objects = TransformObject.find(job, s3);
    try (var containers = start(model, given, job.platformEnvironment())) {
      containers.awaitReady(given.startupTimeout());
      return new TransformJobRunner(job, containers, terminal).run(objects) ? 0 : 1;
    }
  }

  private Containers start(
      ModelRequest model, Arguments.OfModel arguments, Map<String, String> environment) {
    Map<String, Path> jars = arguments.images();
    if (arguments.docker() && jars != null) {
      throw new SetupException("--docker runs the images themselves: leave out --image");
    }
    return Containers.start(
        model,
        S3Folder.open(arguments.s3()),
        arguments.docker() ? new Images.Engine() : new Images.Jars(jars == null ? Map.of() : jars),
        environment,
        terminal);
  }
}
