package io.tandem.localaws.states.query;

/** An expression that cannot be read, or has no value. */
public final class QueryException extends Exception {
  private static final long serialVersionUID = 1L;

  QueryException(String message) {
    super(message);
  }

  /** For the author of the expression. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
