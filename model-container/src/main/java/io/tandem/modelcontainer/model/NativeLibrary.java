package io.tandem.modelcontainer.model;

import io.tandem.inferenceserver.ContainerException;

/** Native code of an engine that the system cannot load: the image is at fault, not the model. */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * One line for what the JVM says when a library, or one that it needs, is missing.
   *
   * @param engine as its users know it
   * @param needs what the system must have for it
   */
  public static ContainerException missing(String engine, String needs, LinkageError error) {
    Throwable reason = error;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    String line = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    return new ContainerException(
        "the native library of %s cannot be loaded: %s; expected %s".formatted(engine, line, needs),
        error);
  }
}
