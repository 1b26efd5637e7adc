package io.tandem.evaluation.statistics;

import java.util.Arrays;

/**
 * Counts the rows of each class and the costs of errors by level. Rows may count several times or
 * not at all. Each count overwrites the last: for one thread.
 */
public final class LevelCounts {
  private final boolean[] labels;
  private final ProbabilityLevels levels;
  private final int[] positives;
  private final int[] negatives;

  /** Two for each level: refusing its negative rows, then approving its positive ones. */
  private final double[] costs;

  /**
   * @param levels of the same rows
   */
  public LevelCounts(boolean[] labels, ProbabilityLevels levels) {
    this.labels = labels;
    this.levels = levels;
    this.positives = new int[levels.count()];
    this.negatives = new int[levels.count()];
    this.costs = new double[2 * levels.count()];
  }

  /**
   * @param weights how often each row counts
   * @param costOfError of each row: of approving it if it is positive, of refusing it if not
   */
  public void count(int[] weights, double[] costOfError) {
    Arrays.fill(positives, 0);
    Arrays.fill(negatives, 0);
    Arrays.fill(costs, 0);
    for (int row = 0; row < weights.length; row++) {
      if (weights[row] > 0) {
        int level = levels.of(row);
        (labels[row] ? positives : negatives)[level] += weights[row];
        costs[2 * level + (labels[row] ? 1 : 0)] += weights[row] * costOfError[row];
      }
    }
  }

  /** By level; valid until the next count. */
  public int[] positives() {
    return positives;
  }

  /** By level; valid until the next count. */
  public int[] negatives() {
    return negatives;
  }

  double costOfRefusing(int level) {
    return costs[2 * level];
  }

  double costOfApproving(int level) {
    return costs[2 * level + 1];
  }
}
