package io.tandem.evaluation.statistics;

/**
 * How well probabilities order rows.
 *
 * @param rocAuc the share of pairs of a positive and a negative row in which the positive one has
 *     the higher probability, a tie counting one half (Hanley and McNeil, Radiology 143, 1982)
 * @param ks the largest difference of the shares of positive and of negative rows at or above a
 *     threshold (Kolmogorov-Smirnov)
 * @param ksLevel where it is reached: the level that is the threshold; the highest of several
 * @param averagePrecision the sum of precisions at each threshold, weighted by the recall gained
 *     there; no interpolation
 */
public record Discrimination(double rocAuc, double ks, int ksLevel, double averagePrecision) {
  /** Of rows counted by {@link ProbabilityLevels}, at least one of each class. */
  public static Discrimination of(int[] positives, int[] negatives) {
    long allPositives = sum(positives);
    long allNegatives = sum(negatives);
    if (allPositives == 0 || allNegatives == 0) {
      throw new IllegalArgumentException("rows of one class only");
    }
    double twiceWins = 0;
    // Exact, so that of equal differences the first is kept.
    long largest = 0;
    int ksLevel = positives.length - 1;
    double precisions = 0;
    long positivesAbove = 0;
    long negativesAbove = 0;
    for (int level = positives.length - 1; level >= 0; level--) {
      long here = positives[level];
      twiceWins += (double) negatives[level] * (2 * positivesAbove + here);
      positivesAbove += here;
      negativesAbove += negatives[level];
      long difference = positivesAbove * allNegatives - negativesAbove * allPositives;
      if (difference > largest) {
        largest = difference;
        ksLevel = level;
      }
      if (here > 0) {
        precisions += here * ((double) positivesAbove / (positivesAbove + negativesAbove));
      }
    }
    return new Discrimination(
        twiceWins / 2 / ((double) allPositives * allNegatives),
        largest / ((double) allPositives * allNegatives),
        ksLevel,
        precisions / allPositives);
  }

  private static long sum(int[] counts) {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  /** {@code 2 AUC - 1}. */
  public double gini() {
    return 2 * rocAuc - 1;
  }
}
