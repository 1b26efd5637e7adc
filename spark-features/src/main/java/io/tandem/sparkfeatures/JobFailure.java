package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.fault.DefinitionException;
import java.io.Serial;
import org.apache.spark.sql.AnalysisException;

/**
 * Why a job cannot be done: one line for people, which is all that a platform then shows. It also
 * crosses from an executor to the driver.
 */
public final class JobFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  JobFailure(String message) {
    super(message, null, false, false);
  }

  /** Of what ended the command: the line if there is one, else the fault itself with its stack. */
  static RuntimeException of(String command, Exception thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobFailure || cause instanceof DefinitionException) {
        return new JobFailure(command + ": " + cause.getMessage());
      }
      if (cause instanceof AnalysisException) {
        // The first line; behind it stands the plan.
        return new JobFailure(
            command + ": " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
      }
    }
    return thrown instanceof RuntimeException fault ? fault : new IllegalStateException(thrown);
  }
}
