package io.tandem.modelcontainer.engine;

/** A model cannot be served, for what it is. The message says why. */
public final class UnfitModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnfitModelException(String message) {
    super(message);
  }
}
