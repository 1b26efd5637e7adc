package io.tandem.evaluation.input;

import java.util.Objects;

/** What was given cannot be evaluated; the message says why, and never quotes a row. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EvaluationException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
