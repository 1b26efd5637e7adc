package io.tandem.localsagemaker.job;

/** A job that is run once, in one thread. */
public interface JobRun extends AutoCloseable {
  /**
   * Runs it to its end. What goes wrong with the job is its outcome, not an exception.
   *
   * @throws io.tandem.localsagemaker.terminal.SetupException when a container cannot be started
   */
  JobOutcome run(JobProgress progress) throws InterruptedException;

  /**
   * Asks it to end; does not wait. From any thread. The container of a training or processing job
   * gets SIGTERM, and SIGKILL 120 s later.
   */
  void stop();

  /** Deletes what the job needed on this machine. */
  @Override
  void close();
}
