package io.tandem.localsagemaker.job;

/** What a job cannot go on with: its FailureReason. */
final class JobFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  JobFailure(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
