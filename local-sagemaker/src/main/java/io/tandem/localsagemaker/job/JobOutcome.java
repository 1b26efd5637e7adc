package io.tandem.localsagemaker.job;

import java.util.Optional;

/**
 * How a job ended.
 *
 * @param detail of a training job its SecondaryStatus, of another the same as the status
 * @param reason why it failed
 * @param message what a processing container left for the caller (ExitMessage)
 */
public record JobOutcome(
    Status status, String detail, Optional<String> reason, Optional<String> message) {
  /** In the words of the API. */
  public enum Status {
    COMPLETED("Completed"),
    FAILED("Failed"),
    STOPPED("Stopped");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  static JobOutcome of(Status status) {
    return new JobOutcome(status, status.word(), Optional.empty(), Optional.empty());
  }

  public static JobOutcome failed(String reason) {
    return new JobOutcome(
        Status.FAILED, Status.FAILED.word(), Optional.of(reason), Optional.empty());
  }

  JobOutcome with(Optional<String> message) {
    return new JobOutcome(status, detail, reason, message);
  }

  /** One line for a person. */
  @Override
  public String toString() {
    return status.word() + reason.map(why -> ": " + why).orElse("");
  }
}
