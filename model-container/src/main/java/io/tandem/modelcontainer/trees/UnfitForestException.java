package io.tandem.modelcontainer.trees;

/** Trees that a {@link Forest} cannot hold. The message completes "not walked here, since". */
public final class UnfitForestException extends Exception {
  private static final long serialVersionUID = 1;

  public UnfitForestException(String message) {
    super(message);
  }

  /** Never missing, as it may be elsewhere. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
