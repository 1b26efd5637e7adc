package io.tandem.localsagemaker;

/** A record cannot be sent or its answer cannot be used. The message never quotes either. */
final class RecordException extends Exception {
  private static final long serialVersionUID = 1L;

  RecordException(String message) {
    super(message);
  }
}
