package io.tandem.evaluation.statistics;

/** Losses of the probability of one row against its outcome. Never NaN. */
public final class Losses {
  /**
   * What {@link #logLoss} moves probabilities of 0 and 1 by, so that one sure miss is not infinite.
   */
  public static final double CLIP = 1e-15;

  private Losses() {}

  /**
   * {@code -ln} of the probability given to what came true, the probability clipped to [{@value
   * #CLIP}, 1 - {@value #CLIP}]; its mean is the log loss (Good, "Rational decisions", Journal of
   * the Royal Statistical Society B 14, 1952).
   */
  public static double logLoss(boolean label, double probability) {
    double p = Math.clamp(probability, CLIP, 1 - CLIP);
    return label ? -StrictMath.log(p) : -StrictMath.log1p(-p);
  }

  /**
   * Squared difference of probability and outcome; its mean is the Brier score (Brier,
   * "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78, 1950,
   * in its form for two classes).
   */
  public static double brier(boolean label, double probability) {
    double miss = probability - (label ? 1 : 0);
    return miss * miss;
  }
}
