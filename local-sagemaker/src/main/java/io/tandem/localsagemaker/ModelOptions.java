package io.tandem.localsagemaker;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import io.tandem.localsagemaker.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that starts the containers of a model. */
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A CreateModel request: sagemaker-pipeline-model.json.")
  private Path model = Path.of("");

  @Mixin private final PlatformOptions platform = new PlatformOptions();

  @Option(
      names = "--startup-timeout",
      paramLabel = "SECONDS",
      defaultValue = "480",
      converter = StartupTimeout.class,
      description = "How long to wait for /ping of all containers (default: ${DEFAULT-VALUE}).")
  private Duration startupTimeout = Duration.ZERO;

  /**
   * @throws SetupException with every problem of the request
   */
  ModelRequest model() {
    return ModelRequest.read(model);
  }

  /**
   * @throws SetupException when there is no such folder
   */
  S3Folder s3() {
    return platform.s3();
  }

  /**
   * Returns when all containers are ready; the caller closes them.
   *
   * @param environment for each container, over that of the model
   * @throws SetupException when one cannot be started, ends, or is not ready in time
   */
  Containers start(ModelRequest request, Map<String, String> environment, Terminal terminal)
      throws InterruptedException {
    Containers containers =
        Containers.start(request, s3(), platform.images(), environment, terminal);
    try {
      containers.awaitReady(startupTimeout);
      return containers;
    } catch (InterruptedException | RuntimeException e) {
      containers.close();
      throw e;
    }
  }

  /** In seconds; the platform waits for an hour at most. */
  static final class StartupTimeout implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return Duration.ofSeconds(wholeNumber(value, 1, 3_600));
    }
  }

  /**
   * @throws TypeConversionException when it is none, or out of range
   */
  static int wholeNumber(String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as what is out of range.
    }
    throw new TypeConversionException(
        "'%s' is not a whole number from %d to %d".formatted(value, min, max));
  }
}
