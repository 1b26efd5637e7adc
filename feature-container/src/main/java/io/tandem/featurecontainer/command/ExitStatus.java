package io.tandem.featurecontainer.command;

/** What a command ends with, beside 0 and picocli's own for wrong usage. */
final class ExitStatus {
  /** What was given cannot be used. */
  static final int FAILED = 1;

  /** Nobody reads the output any more: 128 and the number of SIGPIPE, by which programs end. */
  static final int OUTPUT_CLOSED = 141;

  private ExitStatus() {}
}
