package io.tandem.inferenceserver.log;

import io.tandem.inferenceserver.ContainerException;
import org.jspecify.annotations.Nullable;

/**
 * A throwable for the log, stripped of messages, which may quote a body or a training row. Types
 * and stack frames stay, of its causes too. So does the message of a {@link ContainerException},
 * which never quotes data.
 */
public final class RedactedThrowable extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MAX_CAUSES = 10;

  private final String type;
  private final String words;

  private RedactedThrowable(Throwable told, int causes) {
    super(null, cause(told, causes), false, true);
    type = told.getClass().getName();
    words = told instanceof ContainerException ours ? ": " + ours.getMessage() : "";
    setStackTrace(told.getStackTrace());
  }

  public static RedactedThrowable of(Throwable told) {
    return new RedactedThrowable(told, MAX_CAUSES);
  }

  private static @Nullable RedactedThrowable cause(Throwable told, int causes) {
    @Nullable Throwable cause = told.getCause();
    return cause == null || causes == 0 ? null : new RedactedThrowable(cause, causes - 1);
  }

  /** The class of what was thrown. */
  String type() {
    return type;
  }

  /** In a stack trace, where the message would stand. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // a message would stand behind this class's name
  public String toString() {
    return type + words;
  }
}
