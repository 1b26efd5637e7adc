package io.tandem.inferenceserver.container;

/** What the platform reads of a process that has ended. */
final class ExitStatus {
  static final int DONE = 0;

  /** A {@link io.tandem.inferenceserver.ContainerException}, a bug, or invocations cut off. */
  static final int FAILED = 1;

  static final int WRONG_ARGUMENT = 2;

  private ExitStatus() {}
}
