package io.tandem.evaluation;

import java.util.OptionalDouble;

/** The figures that judge a binary classifier. Pure functions; never NaN. */
final class BinaryMetrics {
  /**
   * What {@link #logLoss} moves probabilities of 0 and 1 by, so that one sure miss is not infinite.
   */
  static final double CLIP = 1e-15;

  private BinaryMetrics() {}

  /**
   * As {@link Discrimination#rocAuc}; empty when one of the classes has no row: there are no pairs
   * then.
   */
  static OptionalDouble rocAuc(Predictions predictions) {
    if (predictions.positives() == 0 || predictions.negatives() == 0) {
      return OptionalDouble.empty();
    }
    boolean[] labels = predictions.labels();
    Levels levels = Levels.of(predictions.probabilities());
    return OptionalDouble.of(
        Discrimination.of(levels.counts(labels, true), levels.counts(labels, false)).rocAuc());
  }

  /**
   * Mean of {@code -ln} of the probability given to what came true, probabilities clipped to
   * [{@value #CLIP}, 1 - {@value #CLIP}] (Good, "Rational decisions", Journal of the Royal
   * Statistical Society B 14, 1952).
   */
  static double logLoss(boolean[] labels, double[] probabilities) {
    double sum = 0;
    for (int row = 0; row < nonEmpty(labels); row++) {
      sum += logLoss(labels[row], probabilities[row]);
    }
    return sum / labels.length;
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
  static double brier(boolean[] labels, double[] probabilities) {
    double sum = 0;
    for (int row = 0; row < nonEmpty(labels); row++) {
      sum += brier(labels[row], probabilities[row]);
    }
    return sum / labels.length;
  }

  /** Of one row. */
  static double brier(boolean label, double probability) {
    double miss = probability - (label ? 1 : 0);
    return miss * miss;
  }

  private static int nonEmpty(boolean[] labels) {
    if (labels.length == 0) {
      throw new IllegalArgumentException("no rows");
    }
    return labels.length;
  }
}
