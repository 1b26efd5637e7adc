package io.tandem.evaluation;

/**
 * The areas under the ROC curves of two models on the same rows, and the variance of their
 * difference (DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated
 * receiver operating characteristic curves", Biometrics 44, 1988), by midranks in O(n log n) as in
 * Sun and Xu, "Fast implementation of DeLong's algorithm", IEEE Signal Processing Letters 21, 2014.
 *
 * @param varianceOfDifference 0 when both models order all rows alike
 */
record DeLong(double first, double second, double varianceOfDifference) {
  /** Of at least two rows of each class. */
  static DeLong of(boolean[] labels, Levels first, Levels second) {
    Placements a = Placements.of(labels, first);
    Placements b = Placements.of(labels, second);
    double variance = 0;
    for (boolean label : new boolean[] {true, false}) {
      Moments moments = new Moments();
      for (int row = 0; row < labels.length; row++) {
        if (labels[row] == label) {
          moments.add(a.of(label, first.of(row)) - b.of(label, second.of(row)));
        }
      }
      variance += moments.variance() / moments.count;
    }
    return new DeLong(a.area, b.area, variance);
  }

  double difference() {
    return second - first;
  }

  /** Of the difference, at the given number of standard deviations to either side. */
  Interval interval(double deviations) {
    double half = deviations * Math.sqrt(varianceOfDifference);
    return new Interval(difference() - half, difference() + half);
  }

  /**
   * By level, the share of the rows of the other class that a row is ordered rightly against; ties
   * count one half.
   */
  @SuppressWarnings("ArrayRecordComponent") // as in PairedRows
  private record Placements(double[] ofPositives, double[] ofNegatives, double area) {
    static Placements of(boolean[] labels, Levels levels) {
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
  private static final class Moments {
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
