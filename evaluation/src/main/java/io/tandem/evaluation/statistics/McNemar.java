package io.tandem.evaluation.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether two models err equally often on the same rows (McNemar, "Note on the sampling error of
 * the difference between correlated proportions or percentages", Psychometrika 12, 1947). Only rows
 * on which exactly one model is right count.
 *
 * @param pValue two-sided: below {@link #EXACT_BELOW} rows exact, from the binomial distribution;
 *     from there on chi-squared, corrected for continuity (Edwards, "Note on the 'correction for
 *     continuity' in testing the significance of the difference between correlated proportions",
 *     Psychometrika 13, 1948)
 */
public record McNemar(int onlyFirstRight, int onlySecondRight, double pValue) {
  /** With fewer rows chi-squared is too rough. */
  public static final int EXACT_BELOW = 25;

  public static McNemar of(int onlyFirstRight, int onlySecondRight) {
    int discordant = Math.addExact(onlyFirstRight, onlySecondRight);
    return new McNemar(
        onlyFirstRight,
        onlySecondRight,
        discordant < EXACT_BELOW
            ? exact(Math.min(onlyFirstRight, onlySecondRight), discordant)
            : corrected(Math.abs(onlyFirstRight - onlySecondRight), discordant));
  }

  /**
   * Compares decisions: an error is a refused row that came out negative, or an approved positive
   * one.
   *
   * @param first whether the first model refuses a row
   */
  public static McNemar of(boolean[] labels, boolean[] first, boolean[] second) {
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int row = 0; row < labels.length; row++) {
      boolean firstRight = first[row] == labels[row];
      boolean secondRight = second[row] == labels[row];
      onlyFirst += firstRight && !secondRight ? 1 : 0;
      onlySecond += secondRight && !firstRight ? 1 : 0;
    }
    return of(onlyFirst, onlySecond);
  }

  private static double exact(int fewer, int discordant) {
    return Math.min(1, 2 * BinomialDistribution.of(discordant, 0.5).cumulativeProbability(fewer));
  }

  private static double corrected(int difference, int discordant) {
    double off = Math.max(0, difference - 1);
    return ChiSquaredDistribution.of(1).survivalProbability(off * off / discordant);
  }
}
