package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.container.JobContainer;
import io.tandem.localsagemaker.container.JobContainer.Ending;
import io.tandem.localsagemaker.request.ContainerCommand;
import io.tandem.localsagemaker.request.FolderMapping;
import io.tandem.localsagemaker.request.TrainingJob;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A training job. Run once, in one thread; {@link #stop} and {@link #interrupt} from any.
 *
 * <p>As on the platform, what the container leaves in {@code model} is uploaded however it ended,
 * but for an interruption, after which another container begins anew. Checkpoints are the folder of
 * S3 itself, in the container's place for them.
 */
public final class TrainingRun implements JobRun {
  private final TrainingJob job;
  private final S3Folder s3;
  private final Supplier<JobContainer> containers;

  /** Exchanged by the one thread that runs the job. */
  private volatile JobContainer container;

  private boolean stopped;

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException when the image is not there
   */
  public TrainingRun(TrainingJob job, S3Folder s3, Images images, Terminal terminal) {
    this.job = job;
    this.s3 = s3;
    this.containers = () -> new JobContainer(job.container(), images, terminal);
    this.container = containers.get();
  }

  /** {@code s3://bucket/key} of what becomes of {@code /opt/ml/model}. */
  public static String artifacts(TrainingJob job) {
    return output(job) + (job.compressed() ? "/model.tar.gz" : "/model/");
  }

  private static String output(TrainingJob job) {
    return job.outputPath().replaceFirst("/+$", "") + "/" + job.name() + "/output";
  }

  @Override
  public JobOutcome run(JobProgress progress) throws InterruptedException {
    long began = System.nanoTime();
    Duration ran = Duration.ZERO;
    while (true) {
      long now = System.nanoTime();
      Duration left = job.maxRuntime().minus(ran);
      Duration wait = job.maxWait().orElse(left).minusNanos(now - began);
      boolean waits = job.maxWait().isPresent() && wait.compareTo(left) < 0;
      Optional<JobOutcome> outcome = attempt(progress, positive(waits ? wait : left));
      if (outcome.isPresent()) {
        boolean late = waits && outcome.get().detail().equals(JobEnd.MAX_RUNTIME);
        return late ? JobEnd.stopped("MaxWaitTimeExceeded") : outcome.get();
      }
      ran = ran.plusNanos(System.nanoTime() - now);
      progress.entered("Interrupted", "The instance was taken back; the job begins anew.");
      renew();
    }
  }

  private static Duration positive(Duration limit) {
    return limit.isPositive() ? limit : Duration.ofMillis(1);
  }

  /** Empty when it was interrupted. */
  private Optional<JobOutcome> attempt(JobProgress progress, Duration limit)
      throws InterruptedException {
    try {
      progress.entered("Starting", "Preparing the container for training");
      Path base = container.folder();
      // Before the container runs: a place that cannot be is told at once.
      Path output = s3.locate(output(job));
      progress.entered("Downloading", "Downloading input data");
      fill(base);
      Optional<Ending.Cause> told = container.told();
      if (told.isPresent()) {
        return told.get() == Ending.Cause.INTERRUPTED
            ? Optional.empty()
            : Optional.of(JobOutcome.of(JobOutcome.Status.STOPPED));
      }
      progress.entered("Training", "Training image started. Training in progress.");
      Ending ending = container.run(command(), environment(), limit);
      if (ending.cause() == Ending.Cause.INTERRUPTED) {
        return Optional.empty();
      }
      progress.entered("Uploading", "Uploading generated training model");
      upload(base, output);
      return Optional.of(JobEnd.outcome(ending, base.resolve("output/failure")));
    } catch (JobFailure e) {
      return Optional.of(JobOutcome.failed(e.reason()));
    } catch (IOException e) {
      return Optional.of(JobEnd.disk(e));
    }
  }

  /** Another container, in a folder of its own. */
  private synchronized void renew() {
    container.close();
    container = containers.get();
    if (stopped) {
      container.stop();
    }
  }

  private void fill(Path base) throws IOException {
    Path input = Files.createDirectories(base.resolve("input"));
    Files.createDirectories(base.resolve("model"));
    Files.createDirectories(base.resolve("output/data"));
    for (TrainingJob.Channel channel : job.channels()) {
      Path folder = input.resolve("data").resolve(channel.name());
      Download.copy(s3, channel.prefix(), channel.gzip(), folder);
    }
    Path config = Files.createDirectories(input.resolve("config"));
    TrainingConfig.write(job, config);
    Optional<FolderMapping> checkpoints = job.checkpoints();
    if (checkpoints.isPresent()) {
      String uri = checkpoints.get().uri();
      Path kept = Files.createDirectories(s3.locate(uri));
      Path place = container.mount(kept, checkpoints.get().folder());
      TrainingConfig.writeCheckpoints(uri, place, config);
    }
  }

  /** Without words of the request's own the image is told to train. */
  private ContainerCommand command() {
    ContainerCommand asked = job.command();
    return asked.entrypoint().isEmpty() && asked.arguments().isEmpty()
        ? new ContainerCommand(List.of(), List.of("train"))
        : asked;
  }

  private Map<String, String> environment() {
    return Map.of(
        "TRAINING_JOB_NAME", job.name(),
        "TRAINING_JOB_ARN", job.owner().arn("training-job", job.name()));
  }

  private void upload(Path base, Path output) throws IOException {
    Path model = base.resolve("model");
    if (!job.compressed()) {
      Upload.files(model, output.resolve("model"));
    } else if (!Upload.isEmpty(model)) {
      Upload.archive(model, output.resolve("model.tar.gz"));
    }
    if (!Upload.isEmpty(base.resolve("output/data"))) {
      Upload.archive(base.resolve("output/data"), output.resolve("output.tar.gz"));
    }
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    container.stop();
  }

  /**
   * Takes its machine away, as the platform may in managed spot training: another begins, with the
   * checkpoints that there are. Does not wait.
   *
   * @return false, and nothing is done, when the job is none of managed spot training
   */
  public synchronized boolean interrupt() {
    if (job.maxWait().isEmpty()) {
      return false;
    }
    container.interrupt();
    return true;
  }

  @Override
  public void close() {
    container.close();
  }
}
