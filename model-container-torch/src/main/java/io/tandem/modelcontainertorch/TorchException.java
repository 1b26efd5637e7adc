package io.tandem.modelcontainertorch;

/** A model file is not what it should be. The message says what of it. */
final class TorchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TorchException(String message) {
    super(message);
  }

  TorchException(String message, Throwable cause) {
    super(message, cause);
  }
}
