package io.tandem.localaws.states.definition;

/** A state has failed: the error's name, and why. */
public final class StateException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String error;

  public StateException(String error, String cause) {
    super(cause);
    this.error = error;
  }

  /** Such as {@code States.TaskFailed}. */
  public String error() {
    return error;
  }

  /** Is a word of the language: not what threw this. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
