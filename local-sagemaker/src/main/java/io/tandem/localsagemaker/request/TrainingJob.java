package io.tandem.localsagemaker.request;

import io.tandem.strictjson.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CreateTrainingJob request, as far as it is supported. Each other field is a problem with its
 * name.
 *
 * @param resources what it runs on, only shown
 * @param outputPath {@code s3://bucket/key}, below which the job's own folder is made
 * @param compressed whether the model becomes {@code model.tar.gz}, or files
 * @param checkpoints where they are kept, in S3 and in the container
 * @param maxRuntime after which the container is stopped; of all its runs together
 * @param maxWait of managed spot training: from the start, however often it is interrupted
 */
public record TrainingJob(
    String name,
    AccountRegion owner,
    ContainerRequest container,
    ContainerCommand command,
    Resources resources,
    Map<String, String> hyperparameters,
    List<Channel> channels,
    String outputPath,
    boolean compressed,
    Optional<FolderMapping> checkpoints,
    Duration maxRuntime,
    Optional<Duration> maxWait) {

  private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9.\\-_]+");
  private static final int MAX_CHANNELS = 20;
  private static final int MAX_HYPERPARAMETERS = 100;
  private static final String FOLDER = "/opt/ml/";

  /** What the platform puts into it. */
  private static final Set<String> RESERVED = Set.of("input", "model", "output", "tmp");

  private static final int MAX_SECONDS = 2_419_200;

  /**
   * A folder of the container and what it is filled from.
   *
   * @param prefix of the objects' URIs
   * @param contentType as stated, for {@code inputdataconfig.json}
   * @param gzip whether each object is unpacked
   * @param mode {@code File} or {@code FastFile}, which makes no difference here
   */
  public record Channel(
      String name, String prefix, Optional<String> contentType, boolean gzip, String mode) {}

  public TrainingJob {
    hyperparameters = Map.copyOf(hyperparameters);
    channels = List.copyOf(channels);
  }

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static TrainingJob read(Path file) {
    RequestObject request = RequestObject.read(file);
    TrainingJob job = of(request, null);
    request.finish(file.toString());
    return job;
  }

  /**
   * @param owner whose the job is, whatever role and image say
   * @throws io.tandem.localsagemaker.terminal.SetupException with every problem of the request and
   *     its place
   */
  public static TrainingJob of(Json.Obj json, AccountRegion owner) {
    RequestObject request = RequestObject.of(json);
    TrainingJob job = of(request, owner);
    request.finish();
    return job;
  }

  private static TrainingJob of(RequestObject request, @Nullable AccountRegion known) {
    String name = request.required("TrainingJobName", 63, JobFields.NAME);
    RequestObject algorithm = request.requiredObject("AlgorithmSpecification");
    algorithm.unsupported("AlgorithmName", "use TrainingImage");
    String mode = inputMode(algorithm, "TrainingInputMode", "File");
    ContainerCommand command =
        ContainerCommand.read(algorithm, "ContainerEntrypoint", "ContainerArguments");
    // Metrics are for a page of the platform; the log holds the lines that they are found in.
    algorithm.ignore("MetricDefinitions", "EnableSageMakerMetricsTimeSeries");
    algorithm.unsupported("TrainingImageConfig", "the Docker engine pulls the image");
    Map<String, String> environment = request.environment("Environment", 100, 512);
    ContainerRequest container =
        new ContainerRequest(
            algorithm.place() + ".Training",
            JobFields.HOSTNAME,
            algorithm.required("TrainingImage", 255, JobFields.IMAGE),
            ContainerMode.SINGLE_MODEL,
            Optional.empty(),
            environment);
    algorithm.refuseOtherFields();
    AccountRegion stated = AccountRegion.read(request, "RoleArn", container.image());
    Resources resources = Resources.read(request.requiredObject("ResourceConfig"));
    RequestObject output = request.requiredObject("OutputDataConfig");
    String outputPath = output.required("S3OutputPath", 1024, JobFields.S3_URL);
    boolean compressed = output.choice("CompressionType", "GZIP", "GZIP", "NONE").equals("GZIP");
    output.ignore("KmsKeyId");
    output.refuseOtherFields();
    RequestObject stopping = request.requiredObject("StoppingCondition");
    Duration maxRuntime = maxRuntime(stopping);
    Optional<Duration> maxWait =
        maxWait(stopping, maxRuntime, request.flag("EnableManagedSpotTraining"));
    stopping.refuseOtherFields();
    TrainingJob job =
        new TrainingJob(
            name,
            known == null ? stated : known,
            container,
            command,
            resources,
            request.texts("HyperParameters", MAX_HYPERPARAMETERS, 256, 2500),
            channels(request, mode),
            outputPath,
            compressed,
            request.object("CheckpointConfig").map(TrainingJob::checkpoints),
            maxRuntime,
            maxWait);
    request.flag("EnableNetworkIsolation");
    request.flag("EnableInterContainerTrafficEncryption");
    request.ignore("Tags", "VpcConfig", "ExperimentConfig", "RetryStrategy");
    request.refuseOtherFields();
    return job;
  }

  private static String inputMode(RequestObject object, String name, String otherwise) {
    String mode = object.choice(name, otherwise, "File", "FastFile", "Pipe");
    if (mode.equals("Pipe")) {
      object.problem(name, "Pipe is not supported here: use File or FastFile");
    }
    return mode;
  }

  private static List<Channel> channels(RequestObject request, String jobsMode) {
    var channels = new ArrayList<Channel>();
    Set<String> names = new HashSet<>();
    for (RequestObject channel : request.objects("InputDataConfig", 1, MAX_CHANNELS)) {
      String name = channel.required("ChannelName", 64, CHANNEL);
      if (!names.add(name) || name.matches("\\.+")) {
        channel.problem("ChannelName", "expected another name for each channel, not only dots");
      }
      RequestObject dataSource = channel.requiredObject("DataSource");
      dataSource.unsupported("FileSystemDataSource", "use S3DataSource");
      RequestObject source = dataSource.requiredObject("S3DataSource");
      dataSource.refuseOtherFields();
      source.onlyPrefix();
      // With one instance both are the same.
      source.choice(
          "S3DataDistributionType", "FullyReplicated", "FullyReplicated", "ShardedByS3Key");
      String prefix = source.required("S3Uri", 1024, JobFields.S3_URL);
      source.refuseOtherFields();
      String mode = inputMode(channel, "InputMode", jobsMode);
      boolean gzip = channel.choice("CompressionType", "None", "None", "Gzip").equals("Gzip");
      channel.choice("RecordWrapperType", "None", "None");
      channel.unsupported("ShuffleConfig", "it is for Pipe mode");
      channels.add(
          new Channel(name, prefix, channel.text("ContentType", 256, JobFields.LINE), gzip, mode));
      channel.refuseOtherFields();
    }
    return channels;
  }

  private static FolderMapping checkpoints(RequestObject config) {
    String local = config.text("LocalPath", 4096, JobFields.LINE).orElse(FOLDER + "checkpoints");
    FolderMapping mapping =
        new FolderMapping(
            config.required("S3Uri", 1024, JobFields.S3_URL), below(config, "LocalPath", local));
    config.refuseOtherFields();
    return mapping;
  }

  /** A path in the container, relative to its {@code /opt/ml}. */
  private static String below(RequestObject object, String name, String path) {
    Optional<String> folder = JobFields.below(object, name, path, FOLDER);
    if (folder.isPresent() && RESERVED.contains(folder.get().split("/", 2)[0])) {
      object.problem(name, "expected a folder that is not the platform's own");
    }
    return folder.orElse("checkpoints");
  }

  private static Duration maxRuntime(RequestObject stopping) {
    Integer seconds = stopping.integer("MaxRuntimeInSeconds", 1, MAX_SECONDS);
    stopping.ignore("MaxPendingTimeInSeconds");
    return Duration.ofSeconds(seconds == null ? JobFields.DEFAULT_SECONDS : seconds);
  }

  private static Optional<Duration> maxWait(
      RequestObject stopping, Duration maxRuntime, boolean spot) {
    String name = "MaxWaitTimeInSeconds";
    Integer seconds = stopping.integer(name, 1, MAX_SECONDS);
    if (!spot) {
      if (seconds != null) {
        stopping.problem(name, "it is for EnableManagedSpotTraining: remove it");
      }
      return Optional.empty();
    }
    if (seconds == null || seconds < maxRuntime.toSeconds()) {
      stopping.problem(name, "expected it, and no less than MaxRuntimeInSeconds");
      return Optional.of(maxRuntime);
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
