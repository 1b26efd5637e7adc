package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Gate;
import java.util.List;

/**
 * The outcome of a gate.
 *
 * @param checks one for each group that the gate is about; of groups too small to be judged none,
 *     nor of a metric that is not defined
 * @param tooSmall names of these
 */
public record GateOutcome(Gate gate, List<Check> checks, List<String> tooSmall) {
  public GateOutcome {
    checks = List.copyOf(checks);
    tooSmall = List.copyOf(tooSmall);
  }

  /**
   * @param about the group, or all rows
   * @param seen the difference for gates of gains, else the new model's metric
   */
  public record Check(String about, Estimate seen, boolean passed) {}

  /** False also when there was nothing to check. */
  public boolean passed() {
    return !checks.isEmpty() && checks.stream().allMatch(Check::passed);
  }
}
