package io.tandem.evaluation.statistics;

import java.util.Arrays;

/**
 * How far a second distribution of the same quantity is from a first: the population stability
 * index, {@code sum((q - p) ln(q / p))} over bins, which is the symmetric divergence of Jeffreys
 * ("An invariant form for the prior probability in estimation problems", Proceedings of the Royal
 * Society A 186, 1946). By custom below 0.1 is no change to speak of, above 0.25 a large one
 * (Siddiqi, "Credit Risk Scorecards", 2006).
 */
public final class StabilityIndex {
  /** An empty bin would make the index infinite. */
  private static final double LEAST_SHARE = 1e-4;

  private StabilityIndex() {}

  /**
   * Its bins hold about a tenth of the first distribution each; one more lies on either side of it.
   */
  public static double of(double[] first, double[] second) {
    double[] edges = edges(ProbabilityLevels.of(first), first.length);
    double[] p = shares(first, edges);
    double[] q = shares(second, edges);
    double sum = 0;
    for (int bin = 0; bin < p.length; bin++) {
      sum += (q[bin] - p[bin]) * StrictMath.log(q[bin] / p[bin]);
    }
    return sum;
  }

  /** The lowest value of each bin but the one below all others. */
  private static double[] edges(ProbabilityLevels levels, int rows) {
    int[] counts = new int[levels.count()];
    for (int row = 0; row < rows; row++) {
      counts[levels.of(row)]++;
    }
    int bins = Calibration.BINS;
    double[] edges = new double[bins + 1];
    edges[0] = levels.probability(0);
    int count = 1;
    long seen = counts[0];
    long edge = 1;
    for (int level = 1; level < counts.length; level++) {
      if (seen * bins >= edge * rows) {
        edges[count++] = levels.probability(level);
        edge = seen * bins / rows + 1;
      }
      seen += counts[level];
    }
    edges[count++] = Math.nextUp(levels.probability(counts.length - 1));
    return Arrays.copyOf(edges, count);
  }

  private static double[] shares(double[] values, double[] edges) {
    double[] shares = new double[edges.length + 1];
    for (double value : values) {
      int bin = 0;
      while (bin < edges.length && value >= edges[bin]) {
        bin++;
      }
      shares[bin]++;
    }
    for (int bin = 0; bin < shares.length; bin++) {
      shares[bin] = Math.max(LEAST_SHARE, shares[bin] / values.length);
    }
    return shares;
  }
}
