package io.tandem.evaluation.definition;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** The input cannot be evaluated. The message says why and never quotes a row. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EvaluationException(String message) {
    super(message);
  }

  /**
   * Of a file that cannot be read or written.
   *
   * @param what was to be done with it
   */
  public static EvaluationException of(Path file, String what, IOException cause) {
    return new EvaluationException(
        switch (cause) {
          case NoSuchFileException _ -> file + " is not there";
          case FileAlreadyExistsException _ -> file + " is a file; expected a folder";
          case AccessDeniedException _ -> file + " cannot be " + what + ": permission denied";
          default -> file + " cannot be " + what + ": " + cause.getMessage();
        });
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
