package io.tandem.localsagemaker.terminal;

import java.util.List;

/**
 * An option, a request or an artifact cannot be used. Each problem is one line for the person who
 * gave it: what was found, where, and what was expected.
 */
public final class SetupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problems;

  public SetupException(String problem) {
    super(problem);
    problems = problem;
  }

  public SetupException(List<String> problems) {
    this(String.join("\n", problems));
  }

  /** One on each line. */
  public String problems() {
    return problems;
  }
}
