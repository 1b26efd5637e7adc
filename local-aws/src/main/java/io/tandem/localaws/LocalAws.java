package io.tandem.localaws;

import io.tandem.localsagemaker.PlatformOptions;
import io.tandem.localsagemaker.SignalShutdown;
import io.tandem.localsagemaker.request.AccountRegion;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The program. Serves until Ctrl-C or SIGTERM. Exit status 1: an option cannot be used; 2: wrong
 * usage; 130 or 143: ended by a signal, the containers stopped.
 */
@Command(
    name = "local-aws",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "SageMaker's API on this machine, with S3 and STS: what AWS's own clients ask for is run.")
public final class LocalAws implements Callable<Integer> {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "4566",
      description = "On the loopback address (default: ${DEFAULT-VALUE}; 0: any free one).")
  private int port;

  @Option(
      names = "--state",
      required = true,
      paramLabel = "DIR",
      description = "Keeps models, endpoints, jobs and their logs. It is made.")
  private Path state = Path.of("");

  @Option(
      names = "--region",
      paramLabel = "NAME",
      defaultValue = "eu-west-1",
      description = "Of everything here (default: ${DEFAULT-VALUE}).")
  private String region = "";

  @Option(
      names = "--account",
      paramLabel = "ID",
      defaultValue = "111122223333",
      description = "Whose everything is (default: ${DEFAULT-VALUE}).")
  private String account = "";

  @Option(
      names = "--startup-timeout",
      paramLabel = "SECONDS",
      defaultValue = "480",
      description = "How long to wait for containers to be ready (default: ${DEFAULT-VALUE}).")
  private int startupTimeout;

  @Option(
      names = "--hurry",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Divides the seconds of a state machine's Wait and Retry (default: ${DEFAULT-VALUE}).")
  private int hurry;

  @Mixin private final PlatformOptions options = new PlatformOptions();

  private final Terminal terminal;

  private LocalAws(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] arguments) throws IOException {
    try (InputStream logging = LocalAws.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(logging);
    }
    int status;
    try (var _ = SignalShutdown.interrupting(Thread.currentThread())) {
      status = run(new Terminal(System.err), arguments);
    }
    System.exit(status);
  }

  private static int run(Terminal terminal, String... arguments) {
    return new CommandLine(new LocalAws(terminal))
        .setParameterExceptionHandler((e, _) -> misused(terminal, e))
        .setExecutionExceptionHandler((e, _, _) -> failed(terminal, e))
        .execute(arguments);
  }

  private static int misused(Terminal terminal, ParameterException e) {
    terminal.say(e.getMessage() + "; see local-aws --help");
    return CommandLine.ExitCode.USAGE;
  }

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

  @Override
  public Integer call() throws InterruptedException {
    if (!ACCOUNT.matcher(account).matches() || !REGION.matcher(region).matches()) {
      throw new SetupException(
          "--account takes 12 digits, --region a name such as eu-west-1: found %s and %s"
              .formatted(account, region));
    }
    if (port < 0 || port > 65_535 || startupTimeout < 1 || startupTimeout > 3_600) {
      throw new SetupException(
          "--port takes 0 to 65535, --startup-timeout 1 to 3600 seconds: found %d and %d"
              .formatted(port, startupTimeout));
    }
    if (hurry < 1 || hurry > 1_000_000) {
      throw new SetupException("--hurry takes 1 to 1000000: found " + hurry);
    }
    var owner = new AccountRegion(account, region);
    try (var server =
        LocalAwsServer.start(
            port,
            state,
            owner,
            options.s3(),
            options.images(),
            Duration.ofSeconds(startupTimeout),
            hurry,
            terminal)) {
      terminal.say("listening on " + server.address());
      terminal.say("export AWS_ENDPOINT_URL=" + server.address());
      new CountDownLatch(1).await();
      return 0;
    }
  }
}
