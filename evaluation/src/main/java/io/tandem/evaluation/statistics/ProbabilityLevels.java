package io.tandem.evaluation.statistics;

import java.util.Arrays;

/**
 * The distinct probabilities of some rows, ascending, and which of them each row has. Rank
 * statistics are a pass over counts by level, so rows are sorted once, however often they are drawn
 * anew. Immutable.
 */
public final class ProbabilityLevels {
  private final double[] probabilities;
  private final int[] ofRow;

  private ProbabilityLevels(double[] probabilities, int[] ofRow) {
    this.probabilities = probabilities;
    this.ofRow = ofRow;
  }

  public static ProbabilityLevels of(double[] probabilities) {
    double[] sorted = probabilities.clone();
    // Without it, -0 would be a level of its own.
    Arrays.setAll(sorted, row -> sorted[row] + 0.0);
    Arrays.parallelSort(sorted);
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[count++] = sorted[i];
      }
    }
    double[] distinct = Arrays.copyOf(sorted, count);
    int[] ofRow = new int[probabilities.length];
    Arrays.parallelSetAll(ofRow, row -> Arrays.binarySearch(distinct, probabilities[row] + 0.0));
    return new ProbabilityLevels(distinct, ofRow);
  }

  public int count() {
    return probabilities.length;
  }

  public double probability(int level) {
    return probabilities[level];
  }

  /** The lowest level of at least this probability; {@link #count} when there is none. */
  public int from(double probability) {
    int found = Arrays.binarySearch(probabilities, probability + 0.0);
    return found < 0 ? -found - 1 : found;
  }

  public int of(int row) {
    return ofRow[row];
  }

  /**
   * The levels of the same rows in another order.
   *
   * @param rows by their new place
   */
  public ProbabilityLevels inOrder(int[] rows) {
    return new ProbabilityLevels(
        probabilities, Arrays.stream(rows).map(row -> ofRow[row]).toArray());
  }

  /** How many of the rows with this label have each level. */
  public int[] counts(boolean[] labels, boolean label) {
    int[] counts = new int[count()];
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] == label) {
        counts[ofRow[row]]++;
      }
    }
    return counts;
  }
}
