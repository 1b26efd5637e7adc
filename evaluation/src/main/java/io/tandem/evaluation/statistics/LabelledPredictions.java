package io.tandem.evaluation.statistics;

/**
 * Rows whose outcome is known, and the probability that a model gave each. Immutable but for the
 * arrays, which are not copied.
 *
 * @param labels true for the positive class
 * @param probabilities of the positive class, in [0, 1], by row
 * @param levels those of the probabilities
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows, never compared
public record LabelledPredictions(
    boolean[] labels, double[] probabilities, ProbabilityLevels levels) {
  public LabelledPredictions {
    if (labels.length != probabilities.length) {
      throw new IllegalArgumentException("columns of different lengths");
    }
  }

  public static LabelledPredictions of(boolean[] labels, double[] probabilities) {
    return new LabelledPredictions(labels, probabilities, ProbabilityLevels.of(probabilities));
  }

  public int rows() {
    return labels.length;
  }

  public int positives() {
    int count = 0;
    for (boolean label : labels) {
      count += label ? 1 : 0;
    }
    return count;
  }

  /** Rows of the positive class, by level. */
  public int[] positivesByLevel() {
    return levels.counts(labels, true);
  }

  /** Rows of the negative class, by level. */
  public int[] negativesByLevel() {
    return levels.counts(labels, false);
  }

  public Discrimination discrimination() {
    return Discrimination.of(positivesByLevel(), negativesByLevel());
  }

  /** By row, whether it is refused from this threshold on. */
  public boolean[] refused(double threshold) {
    boolean[] refused = new boolean[labels.length];
    for (int row = 0; row < refused.length; row++) {
      refused[row] = probabilities[row] >= threshold;
    }
    return refused;
  }
}
