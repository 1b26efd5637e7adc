package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.StateException;
import java.io.InvalidClassException;
import java.io.Serial;
import org.apache.spark.SparkException;
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
      if (cause instanceof JobFailure
          || cause instanceof DefinitionException
          || cause instanceof StateException) {
        return new JobFailure(command + ": " + cause.getMessage());
      }
      if (cause instanceof AnalysisException) {
        return new JobFailure(command + ": " + firstLine(cause));
      }
    }
    if (thrown instanceof SparkException && isOfAnotherJar(rootOf(thrown))) {
      return new JobFailure(
          ("%s: an executor has no spark-features.jar, or another one than the driver (%s);"
                  + " give both the same, as spark-submit does")
              .formatted(command, rootOf(thrown).getClass().getSimpleName()));
    }
    return thrown instanceof RuntimeException fault ? fault : new IllegalStateException(thrown);
  }

  /**
   * What the code of a task is sent as cannot be read: so it shows, not as a missing class. A
   * native library that is missing, say of zstd, is of the platform.
   */
  private static boolean isOfAnotherJar(Throwable root) {
    return root instanceof ClassNotFoundException
        || (root instanceof LinkageError && !(root instanceof UnsatisfiedLinkError))
        || root instanceof InvalidClassException
        || (root instanceof ClassCastException && firstLine(root).contains("SerializedLambda"));
  }

  static Throwable rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Behind it Spark puts a plan, or the stack of an executor. */
  static String firstLine(Throwable fault) {
    return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
  }
}
