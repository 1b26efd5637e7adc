package io.tandem.inferenceserver;

/**
 * The artifact, a setting or the training input is wrong: the container does not come up, or the
 * job fails. The message is one sentence or a few that say what was found, what was expected and
 * what to do; it is logged as one line without a stack trace, and written to the failure file of a
 * training job.
 */
public final class ContainerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ContainerException(String message) {
    super(message);
  }

  public ContainerException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never missing, as it may be elsewhere. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
