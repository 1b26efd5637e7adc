package io.tandem.sharedfeatures.fault;

/** Bytes that are no state to merge here. The message says what was found and what to do. */
public final class StateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public StateException(String message) {
    super("the state to merge " + message);
  }

  /** Never missing, as it may be elsewhere. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
