package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.container.JobContainer;
import io.tandem.localsagemaker.container.JobContainer.Ending;
import io.tandem.localsagemaker.request.FolderMapping;
import io.tandem.localsagemaker.request.ProcessingJob;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A processing job. Run once, in one thread; {@link #stop} from any. Outputs are uploaded when the
 * container ended with status 0.
 */
public final class ProcessingRun implements JobRun {
  private final ProcessingJob job;
  private final S3Folder s3;
  private final JobContainer container;

  /**
   * @throws io.tandem.localsagemaker.terminal.SetupException when the image is not there
   */
  public ProcessingRun(ProcessingJob job, S3Folder s3, Images images, Terminal terminal) {
    this.job = job;
    this.s3 = s3;
    this.container = new JobContainer(job.container(), images, terminal);
  }

  @Override
  public JobOutcome run(JobProgress progress) throws InterruptedException {
    try {
      Path base = container.folder();
      progress.entered("Downloading", "Downloading inputs");
      fill(base);
      if (container.told().isPresent()) {
        return JobOutcome.of(JobOutcome.Status.STOPPED);
      }
      progress.entered("Processing", "Processing in progress");
      Ending ending =
          container.run(job.command(), Map.of("PROCESSING_JOB_ARN", arn()), job.maxRuntime());
      Path message = base.resolve("output/message");
      JobOutcome outcome = JobEnd.outcome(ending, message);
      if (outcome.status() == JobOutcome.Status.COMPLETED) {
        progress.entered("Uploading", "Uploading outputs");
        upload(base);
      }
      return outcome.with(JobEnd.first(message));
    } catch (JobFailure e) {
      return JobOutcome.failed(e.reason());
    } catch (IOException e) {
      return JobEnd.disk(e);
    }
  }

  private void fill(Path base) throws IOException {
    Files.createDirectories(base.resolve("output"));
    for (ProcessingJob.Input input : job.inputs()) {
      Download.copy(
          s3, input.mapping().uri(), input.gzip(), base.resolve(input.mapping().folder()));
    }
    for (FolderMapping output : job.outputs()) {
      // Before the container runs: a place that cannot be is told at once.
      s3.locate(output.uri());
      Files.createDirectories(base.resolve(output.folder()));
    }
    Path config = Files.createDirectories(base.resolve("config"));
    String host = job.container().hostname();
    Json hosts = Json.texts(List.of(host));
    Files.writeString(
        config.resolve("resourceconfig.json"),
        Json.object(Map.of("current_host", Json.text(host), "hosts", hosts)).canonical() + "\n");
    Files.writeString(config.resolve("processingjobconfig.json"), described().compact() + "\n");
  }

  /** The request, and the name that the service gives to it. */
  private Json described() {
    var members = new LinkedHashMap<String, Json>();
    members.put("ProcessingJobArn", Json.text(arn()));
    members.putAll(job.request().fields());
    return Json.object(members);
  }

  private String arn() {
    return job.owner().arn("processing-job", job.name());
  }

  private void upload(Path base) throws IOException {
    for (FolderMapping output : job.outputs()) {
      Upload.files(base.resolve(output.folder()), s3.locate(output.uri()));
    }
  }

  @Override
  public void stop() {
    container.stop();
  }

  @Override
  public void close() {
    container.close();
  }
}
