package io.tandem.evaluation.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The areas under the ROC curves of two models on the same rows, their variances and that of their
 * difference (DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated
 * receiver operating characteristic curves", Biometrics 44, 1988), by midranks in O(n log n) as in
 * Sun and Xu, "Fast implementation of DeLong's algorithm", IEEE Signal Processing Letters 21, 2014.
 *
 * @param varianceOfDifference 0 when both models order all rows alike
 */
public record DeLong(
    double first,
    double second,
    double varianceOfFirst,
    double varianceOfSecond,
    double varianceOfDifference) {
  /** Of at least two rows of each class. */
  public static DeLong of(boolean[] labels, ProbabilityLevels first, ProbabilityLevels second) {
    Placements a = Placements.of(labels, first);
    Placements b = Placements.of(labels, second);
    double ofFirst = 0;
    double ofSecond = 0;
    double ofDifference = 0;
    for (boolean label : new boolean[] {true, false}) {
      RunningVariance one = new RunningVariance();
      RunningVariance other = new RunningVariance();
      RunningVariance difference = new RunningVariance();
      for (int row = 0; row < labels.length; row++) {
        if (labels[row] == label) {
          double placementA = a.of(label, first.of(row));
          double placementB = b.of(label, second.of(row));
          one.add(placementA);
          other.add(placementB);
          difference.add(placementA - placementB);
        }
      }
      ofFirst += one.variance() / one.count;
      ofSecond += other.variance() / other.count;
      ofDifference += difference.variance() / difference.count;
    }
    return new DeLong(a.area, b.area, ofFirst, ofSecond, ofDifference);
  }

  public double difference() {
    return second - first;
  }

  /** 95 %, of the first area; within [0, 1]. */
  public Interval intervalOfFirst() {
    return within(first, varianceOfFirst, 0);
  }

  /** 95 %, of the second area; within [0, 1]. */
  public Interval intervalOfSecond() {
    return within(second, varianceOfSecond, 0);
  }

  /** 95 %, of the second area less the first; within [-1, 1]. */
  public Interval intervalOfDifference() {
    return within(difference(), varianceOfDifference, -1);
  }

  private static Interval within(double value, double variance, double lowest) {
    double half = Interval.DEVIATIONS_95 * Math.sqrt(variance);
    return new Interval(Math.max(lowest, value - half), Math.min(1, value + half));
  }

  /** Of the hypothesis that both areas are the same, two-sided. */
  public double pValue() {
    if (difference() == 0) {
      return 1;
    }
    // Without variance, chance cannot explain a difference.
    double deviations = Math.abs(difference()) / Math.sqrt(varianceOfDifference);
    return 2 * NormalDistribution.of(0, 1).survivalProbability(deviations);
  }

  /**
   * By level, the share of the rows of the other class that a row is ordered rightly against; ties
   * count one half.
   */
  @SuppressWarnings("ArrayRecordComponent") // millions of levels, never compared
  private record Placements(double[] ofPositives, double[] ofNegatives, double area) {
    static Placements of(boolean[] labels, ProbabilityLevels levels) {
      int[] positives = levels.counts(labels, true);
      int[] negatives = levels.counts(labels, false);
      double[] ofPositives = new double[levels.count()];
      double[] ofNegatives = new double[levels.count()];
      long positivesBelow = 0;
      long negativesBelow = 0;
      for (int level = 0; level < levels.count(); level++) {
        ofPositives[level] = negativesBelow + negatives[level] / 2.0;
        ofNegatives[level] = positivesBelow + positives[level] / 2.0;
        positivesBelow += positives[level];
        negativesBelow += negatives[level];
      }
      double area = 0;
      for (int level = 0; level < levels.count(); level++) {
        area += positives[level] * ofPositives[level];
        ofPositives[level] /= negativesBelow;
        ofNegatives[level] = 1 - ofNegatives[level] / positivesBelow;
      }
      return new Placements(
          ofPositives, ofNegatives, area / ((double) positivesBelow * negativesBelow));
    }

    double of(boolean label, int level) {
      return label ? ofPositives[level] : ofNegatives[level];
    }
  }

  /** Welford, "Note on a method for calculating corrected sums", Technometrics 4, 1962. */
  private static final class RunningVariance {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
      count++;
      double off = value - mean;
      mean += off / count;
      squares += off * (value - mean);
    }

    double variance() {
      return squares / (count - 1);
    }
  }
}
