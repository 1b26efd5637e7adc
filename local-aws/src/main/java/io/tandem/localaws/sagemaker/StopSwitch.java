package io.tandem.localaws.sagemaker;

import io.tandem.localsagemaker.job.JobRun;
import io.tandem.localsagemaker.job.TrainingRun;
import org.jspecify.annotations.Nullable;

/** Stops or interrupts a run that may not have begun. For many threads. */
final class StopSwitch {
  private @Nullable JobRun run;
  private boolean stopped;

  /** Stops it at once when it was asked to before. */
  synchronized void attach(JobRun begun) {
    run = begun;
    if (stopped) {
      begun.stop();
    }
  }

  /** False, and nothing is done, when it has not begun, or cannot be interrupted. */
  synchronized boolean interrupt() {
    return run instanceof TrainingRun training && training.interrupt();
  }

  synchronized void stop() {
    stopped = true;
    if (run != null) {
      run.stop();
    }
  }
}
