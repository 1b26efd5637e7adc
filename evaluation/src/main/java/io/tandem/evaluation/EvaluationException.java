package io.tandem.evaluation;

/** The input cannot be evaluated; the message is one line for the person who gave it. */
final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EvaluationException(String message) {
    super(message);
  }
}
