package io.tandem.evaluation.statistics;

import java.util.Arrays;

/** From {@code low} to {@code high}, both included. */
public record Interval(double low, double high) {
  /** Standard deviations of a normal distribution to either side that hold 95 % of it. */
  public static final double DEVIATIONS_95 = 1.959963984540054;

  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("an interval from " + low + " to " + high);
    }
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /**
   * The 95 % interval of a mean of many independent values, by the central limit theorem: the mean
   * and 1.96 standard errors to either side.
   *
   * @param values at least two
   */
  public static Interval ofMean(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double half = DEVIATIONS_95 * Math.sqrt(squares / (values.length - 1) / values.length);
    return new Interval(mean - half, mean + half);
  }

  /**
   * The 95 % interval of a share of successes (Wilson, "Probable inference, the law of succession,
   * and statistical inference", Journal of the American Statistical Association 22, 1927; without a
   * correction for continuity). It stays within [0, 1], and is right for few trials and for shares
   * near 0 and 1.
   *
   * @param trials at least one
   */
  public static Interval ofShare(long successes, long trials) {
    if (successes < 0 || successes > trials || trials == 0) {
      throw new IllegalArgumentException(successes + " of " + trials);
    }
    double z2 = DEVIATIONS_95 * DEVIATIONS_95;
    double share = (double) successes / trials;
    double center = (share + z2 / (2.0 * trials)) / (1 + z2 / trials);
    double half =
        DEVIATIONS_95
            * Math.sqrt(share * (1 - share) / trials + z2 / (4.0 * trials * trials))
            / (1 + z2 / trials);
    // The ends are 0 and 1 but for rounding when all trials ended alike.
    return new Interval(
        successes == 0 ? 0 : center - half, successes == trials ? 1 : center + half);
  }
}
