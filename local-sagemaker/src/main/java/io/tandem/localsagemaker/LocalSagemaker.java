package io.tandem.localsagemaker;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command line. Exit status 0: done; 1: what was given cannot be run, a container ended, or an
 * object was not transformed; 2: wrong usage; 130 or 143: ended by Ctrl-C or SIGTERM.
 */
public final class LocalSagemaker {
  @Command(
      name = "local-sagemaker",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      description = "Runs a SageMaker model on this machine as the platform would.")
  interface Program {}

  /** What both commands need to start the containers of a model. */
  interface ModelArguments {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "FILE",
        description = "A CreateModel request: sagemaker-pipeline-model.json.")
    Path model();

    @Option(
        names = "--s3",
        required = true,
        paramLabel = "DIR",
        description = "Stands for S3: s3://bucket/key is DIR/bucket/key.")
    Path s3();

    @Option(
        names = "--image",
        paramLabel = "NAME=JAR",
        description =
            "The runnable jar that stands for an image, by the last part of its repository's name."
                + " Repeat it for each image.")
    @Nullable Map<String, Path> images();

    @Option(
        names = "--startup-timeout",
        paramLabel = "SECONDS",
        defaultValue = "480",
        description = "How long to wait for /ping of all containers (default: ${DEFAULT-VALUE}).")
    int startupTimeout();
  }

  @Command(
      name = "endpoint",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Serves the model until Ctrl-C, as a real-time endpoint does.")
  interface EndpointArguments {
    @Option(
        names = "--port",
        paramLabel = "PORT",
        defaultValue = "8080",
        description = "On the loopback address (default: ${DEFAULT-VALUE}; 0: any free one).")
    int port();

    @Option(
        names = "--endpoint-name",
        paramLabel = "NAME",
        description = "For /endpoints/NAME/invocations (default: the model's name).")
    @Nullable String endpointName();
  }

  @Command(
      name = "transform",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Runs a batch transform job: each object below a prefix to an .out object.")
  interface TransformArguments {
    @Option(
        names = "--job",
        required = true,
        paramLabel = "FILE",
        description = "A CreateTransformJob request.")
    Path job();
  }

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
    try (var _ = Shutdown.interrupting(Thread.currentThread())) {
      status = run(System.out, System.err, arguments);
    }
    System.exit(status);
  }

  /** Returns the exit status. Interrupting the thread ends it as a signal ends the program. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    var program = new LocalSagemaker(new Terminal(err));
    var model = CommandSpec.forAnnotatedObject(ModelArguments.class);
    var endpoint = new CommandLine(EndpointArguments.class);
    endpoint.getCommandSpec().addMixin("model", model);
    var transform = new CommandLine(TransformArguments.class);
    var modelOfTransform = CommandSpec.forAnnotatedObject(ModelArguments.class);
    transform.getCommandSpec().addMixin("model", modelOfTransform);
    var line =
        new CommandLine(Program.class)
            .addSubcommand(endpoint)
            .addSubcommand(transform)
            .setOut(new PrintWriter(out, true, out.charset()))
            .setErr(new PrintWriter(err, true, err.charset()));
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
                      program.endpoint((ModelArguments) model.userObject(), endpoint.getCommand()))
              : program.execute(
                  () ->
                      program.transform(
                          (ModelArguments) modelOfTransform.userObject(), transform.getCommand()));
        });
    return line.execute(arguments);
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

  private int endpoint(ModelArguments given, EndpointArguments arguments)
      throws InterruptedException {
    ModelRequest model = ModelRequest.read(given.model());
    String name = arguments.endpointName();
    var endpoint =
        new Endpoint(
            name == null ? model.name() : name, "AllTraffic", model.account(), model.region());
    EndpointServer.checkFree(arguments.port());
    try (var containers = start(model, given, Map.of())) {
      containers.awaitReady(Duration.ofSeconds(given.startupTimeout()));
      try (var server =
          EndpointServer.start(endpoint, containers, INVOCATION_TIMEOUT, arguments.port())) {
        String address = "http://127.0.0.1:" + server.port();
        terminal.say("listening on %s/invocations".formatted(address));
        terminal.say(
            "      and on %s/endpoints/%s/invocations".formatted(address, endpoint.name()));
        terminal.say(containers.awaitEnd());
        return 1;
      }
    }
  }

  private int transform(ModelArguments given, TransformArguments arguments)
      throws InterruptedException {
    ModelRequest model = ModelRequest.read(given.model());
    TransformJob job = TransformJob.read(arguments.job(), model.name());
    S3Folder s3 = S3Folder.open(given.s3());
    List<TransformObject> objects = TransformObject.find(job, s3);
    try (var containers = start(model, given, job.platformEnvironment())) {
      containers.awaitReady(Duration.ofSeconds(given.startupTimeout()));
      return new TransformRun(job, containers, terminal).run(objects) ? 0 : 1;
    }
  }

  private Containers start(
      ModelRequest model, ModelArguments arguments, Map<String, String> environment) {
    Map<String, Path> images = arguments.images();
    return Containers.start(
        model,
        S3Folder.open(arguments.s3()),
        new Images(images == null ? Map.of() : images),
        environment,
        terminal);
  }
}
