package io.tandem.localsagemaker;

import java.util.List;

/**
 * What was given cannot be run. Each problem is one line for the person who gave it: what was
 * found, where, and what was expected.
 */
final class SetupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problems;

  SetupException(String problem) {
    super(problem);
    problems = problem;
  }

  SetupException(List<String> problems) {
    this(String.join("\n", problems));
  }

  /** One on each line. */
  String problems() {
    return problems;
  }
}
