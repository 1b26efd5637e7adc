package io.tandem.localsagemaker.job;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.request.TransformJob;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.localsagemaker.transform.TransformJobRunner;
import io.tandem.localsagemaker.transform.TransformObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch transform job with containers of its own. */
public final class TransformRun implements JobRun {
  private final ModelRequest model;
  private final TransformJob job;
  private final S3Folder s3;
  private final Images images;
  private final Duration startupTimeout;
  private final Terminal terminal;
  private @Nullable Thread runner;
  private boolean stopped;

  /**
   * @param startupTimeout how long to wait until all containers are ready
   */
  public TransformRun(
      ModelRequest model,
      TransformJob job,
      S3Folder s3,
      Images images,
      Duration startupTimeout,
      Terminal terminal) {
    this.model = model;
    this.job = job;
    this.s3 = s3;
    this.images = images;
    this.startupTimeout = startupTimeout;
    this.terminal = terminal;
  }

  /** {@inheritDoc} Interrupting the thread stops it too. */
  @Override
  public JobOutcome run(JobProgress progress) throws InterruptedException {
    synchronized (this) {
      if (stopped) {
        return JobOutcome.of(JobOutcome.Status.STOPPED);
      }
      runner = Thread.currentThread();
    }
    progress.entered("Starting", "Preparing the containers");
    List<TransformObject> objects = TransformObject.find(job, s3);
    try (var containers =
        Containers.start(model, s3, images, job.platformEnvironment(), terminal)) {
      containers.awaitReady(startupTimeout);
      progress.entered("Transforming", "Transforming objects");
      boolean all = new TransformJobRunner(job, containers, terminal).run(objects);
      if (!all && isStopped()) {
        return JobOutcome.of(JobOutcome.Status.STOPPED);
      }
      return all
          ? JobOutcome.of(JobOutcome.Status.COMPLETED)
          : JobOutcome.failed("ClientError: See job logs for more information");
    } catch (InterruptedException e) {
      if (isStopped()) {
        return JobOutcome.of(JobOutcome.Status.STOPPED);
      }
      throw e;
    } finally {
      synchronized (this) {
        runner = null;
        // A stop that came too late must not interrupt what the thread does next.
        var _ = Thread.interrupted();
      }
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    if (runner != null) {
      runner.interrupt();
    }
  }

  @Override
  public void close() {}
}
