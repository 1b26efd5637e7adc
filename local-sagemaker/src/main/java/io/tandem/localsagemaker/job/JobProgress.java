package io.tandem.localsagemaker.job;

/** Told of each step of a job, in the job's thread. */
@FunctionalInterface
public interface JobProgress {
  /**
   * @param status a SecondaryStatus of the API: {@code Starting}, {@code Downloading}, {@code
   *     Training}, {@code Uploading}
   * @param message for a person
   */
  void entered(String status, String message);
}
