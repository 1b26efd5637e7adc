package io.tandem.evaluation;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The figures that judge a binary classifier. Pure functions; never NaN. */
final class BinaryMetrics {
  /**
   * What {@link #logLoss} moves probabilities of 0 and 1 by, so that one sure miss is not infinite.
   */
  static final double CLIP = 1e-15;

  private BinaryMetrics() {}

  /**
   * Area under the ROC curve as the Mann-Whitney statistic: the share of pairs of a positive and a
   * negative row in which the positive one has the higher probability, a tie counting one half
   * (Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic
   * curve", Radiology 143, 1982). Exact but for the last division; O(n log n).
   *
   * @return empty when one of the classes has no row: there are no pairs then
   */
  static OptionalDouble rocAuc(Predictions predictions) {
    if (predictions.positives() == 0 || predictions.negatives() == 0) {
      return OptionalDouble.empty();
    }
    long[] keys = sortedKeys(predictions);
    long twiceWins = 0;
    long negativesBelow = 0;
    for (int start = 0, end; start < keys.length; start = end) {
      long positives = 0;
      end = start;
      while (end < keys.length && keys[end] >>> 1 == keys[start] >>> 1) {
        positives += keys[end++] & 1;
      }
      long negatives = end - start - positives;
      twiceWins += positives * (2 * negativesBelow + negatives);
      negativesBelow += negatives;
    }
    double pairs = (double) predictions.positives() * predictions.negatives();
    return OptionalDouble.of(twiceWins / 2.0 / pairs);
  }

  /**
   * Mean of {@code -ln} of the probability given to what came true, probabilities clipped to
   * [{@value #CLIP}, 1 - {@value #CLIP}] (Good, "Rational decisions", Journal of the Royal
   * Statistical Society B 14, 1952).
   */
  static double logLoss(Predictions predictions) {
    double sum = 0;
    for (int row = 0; row < predictions.rows(); row++) {
      sum += logLoss(predictions.label(row), predictions.probability(row));
    }
    return sum / nonEmpty(predictions);
  }

  /** Of one row. */
  static double logLoss(boolean label, double probability) {
    double p = Math.clamp(probability, CLIP, 1 - CLIP);
    return label ? -Math.log(p) : -Math.log1p(-p);
  }

  /**
   * Mean squared difference of probability and outcome (Brier, "Verification of forecasts expressed
   * in terms of probability", Monthly Weather Review 78, 1950, in its form for two classes).
   */
  static double brier(Predictions predictions) {
    double sum = 0;
    for (int row = 0; row < predictions.rows(); row++) {
      sum += brier(predictions.label(row), predictions.probability(row));
    }
    return sum / nonEmpty(predictions);
  }

  /** Of one row. */
  static double brier(boolean label, double probability) {
    double miss = probability - (label ? 1 : 0);
    return miss * miss;
  }

  /**
   * The bits of a non-negative double sort as the double does, and those of [0, 1] leave the top
   * bit free for the label at the bottom: one primitive sort, no index.
   */
  private static long[] sortedKeys(Predictions predictions) {
    var keys = new long[predictions.rows()];
    for (int row = 0; row < keys.length; row++) {
      long bits = Double.doubleToRawLongBits(predictions.probability(row) + 0.0);
      keys[row] = bits << 1 | (predictions.label(row) ? 1 : 0);
    }
    Arrays.parallelSort(keys);
    return keys;
  }

  private static int nonEmpty(Predictions predictions) {
    if (predictions.rows() == 0) {
      throw new IllegalArgumentException("no rows");
    }
    return predictions.rows();
  }
}
