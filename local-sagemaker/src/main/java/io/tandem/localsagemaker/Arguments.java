package io.tandem.localsagemaker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the command line takes. */
interface Arguments {
  @Command(
      name = "local-sagemaker",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      description = "Runs a SageMaker model on this machine as the platform would.")
  interface Program {}

  /** What both commands need to start the containers of a model. */
  interface OfModel {
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
        names = "--docker",
        description = "Runs the images themselves, as the Docker engine has them, instead of jars.")
    boolean docker();

    @Option(
        names = "--startup-timeout",
        paramLabel = "SECONDS",
        defaultValue = "480",
        converter = StartupTimeout.class,
        description = "How long to wait for /ping of all containers (default: ${DEFAULT-VALUE}).")
    Duration startupTimeout();
  }

  @Command(
      name = "endpoint",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Serves the model until Ctrl-C, as a real-time endpoint does.")
  interface OfEndpoint {
    @Option(
        names = "--port",
        paramLabel = "PORT",
        defaultValue = "8080",
        converter = Port.class,
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
  interface OfTransform {
    @Option(
        names = "--job",
        required = true,
        paramLabel = "FILE",
        description = "A CreateTransformJob request.")
    Path job();
  }

  /** As TCP has them; 0 stands for any free one. */
  final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return number(value, 0, 65_535);
    }
  }

  /** In seconds; the platform waits for an hour at most. */
  final class StartupTimeout implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return Duration.ofSeconds(number(value, 1, 3_600));
    }
  }

  private static int number(String value, int min, int max) {
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
