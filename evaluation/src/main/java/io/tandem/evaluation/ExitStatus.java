package io.tandem.evaluation;

import io.tandem.evaluation.comparison.Verdict;

/** What the program ends with; 2, for wrong usage, comes from picocli. */
final class ExitStatus {
  static final int PASSED = 0;
  static final int NOT_EVALUATED = 1;
  static final int FAILED = 3;

  private ExitStatus() {}

  static int of(Verdict verdict) {
    return verdict.passed() ? PASSED : FAILED;
  }
}
