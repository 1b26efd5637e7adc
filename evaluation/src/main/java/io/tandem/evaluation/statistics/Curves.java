package io.tandem.evaluation.statistics;

import java.util.Arrays;

/**
 * Points of the two curves that show how a model orders rows, from the highest threshold down.
 *
 * @param falsePositiveRates the share of negative rows at or above each threshold; first 0, where
 *     no row is refused
 * @param truePositiveRates the share of positive rows there; first 0
 * @param recalls the same without the first: where no row is refused there is no precision
 * @param precisions the share of rows at or above each threshold that are positive
 */
@SuppressWarnings("ArrayRecordComponent") // points to be drawn, never compared
public record Curves(
    double[] falsePositiveRates,
    double[] truePositiveRates,
    double[] recalls,
    double[] precisions) {
  /**
   * @param most thresholds at most; every level when there are no more. Else half of them lie
   *     evenly over the rows, and half near the highest probabilities, where precision changes most
   */
  public static Curves of(LabelledPredictions rows, int most) {
    int[] positives = rows.positivesByLevel();
    int[] negatives = rows.negativesByLevel();
    int[] chosen = chosen(positives, negatives, rows.rows(), most);
    double allPositives = rows.positives();
    double allNegatives = rows.rows() - allPositives;
    double[] falsePositiveRates = new double[chosen.length + 1];
    double[] truePositiveRates = new double[chosen.length + 1];
    double[] precisions = new double[chosen.length];
    long truePositives = 0;
    long falsePositives = 0;
    int level = positives.length;
    for (int point = 0; point < chosen.length; point++) {
      while (level > chosen[point]) {
        level--;
        truePositives += positives[level];
        falsePositives += negatives[level];
      }
      falsePositiveRates[point + 1] = falsePositives / allNegatives;
      truePositiveRates[point + 1] = truePositives / allPositives;
      precisions[point] = (double) truePositives / (truePositives + falsePositives);
    }
    double[] recalls = Arrays.copyOfRange(truePositiveRates, 1, truePositiveRates.length);
    return new Curves(falsePositiveRates, truePositiveRates, recalls, precisions);
  }

  /** Levels, from the highest down to the lowest. */
  private static int[] chosen(int[] positives, int[] negatives, int rows, int most) {
    int[] chosen = new int[Math.min(positives.length, most)];
    boolean all = positives.length <= most;
    // Without the first and the last point.
    double half = (most - 2) / 2.0;
    double factor = Math.pow(rows, 1 / half);
    double next = 1;
    long seen = 0;
    int count = 0;
    for (int level = positives.length - 1; level >= 0; level--) {
      seen += positives[level] + negatives[level];
      if (all || level == 0 || seen >= next) {
        chosen[count++] = level;
        next = Math.min(seen * factor, seen + rows / half);
      }
    }
    return Arrays.copyOf(chosen, count);
  }
}
