package io.tandem.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether probabilities mean what they say.
 *
 * @param bins ascending, of about as many rows each; rows with the same probability share a bin, so
 *     there may be fewer than asked for
 * @param expectedError the mean distance of a bin's mean probability from its share of positives,
 *     weighted by rows (ECE; Naeini, Cooper and Hauskrecht, "Obtaining well calibrated
 *     probabilities using Bayesian binning", AAAI 2015, here with bins of equal mass)
 * @param inTheLarge the share of positives less the mean probability, of all rows
 * @param line empty when there is none: one class only, equal probabilities, or classes that a
 *     threshold separates
 */
public record Calibration(
    List<Bin> bins, double expectedError, double inTheLarge, Optional<Line> line) {

  /**
   * Rows with neighbouring probabilities.
   *
   * @param probability their mean
   */
  public record Bin(int rows, int positives, double probability) {
    public double share() {
      return (double) positives / rows;
    }

    public Interval interval() {
      return Interval.ofShare(positives, rows);
    }
  }

  /**
   * {@code logit(P(positive)) = intercept + slope * logit(probability)} by maximum likelihood (Cox,
   * "Two further applications of a model for binary regression", Biometrika 45, 1958). A slope
   * below 1: probabilities are too extreme. With a slope of 1 an intercept above 0: too low.
   */
  public record Line(double intercept, double slope) {
    private double at(double logit) {
      return intercept + slope * logit;
    }

    private Line moved(Line step, double size) {
      return new Line(intercept + size * step.intercept, slope + size * step.slope);
    }
  }

  /** As many as a table on a page shows. */
  public static final int BINS = 10;

  /** Logits of 0 and 1 would be infinite. */
  private static final double CLIP = 1e-6;

  private static final int MAX_STEPS = 50;
  private static final double CONVERGED = 1e-10;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Of at least one row.
   *
   * @param count of the bins, at most
   */
  public static Calibration of(boolean[] labels, ProbabilityLevels levels, int count) {
    int[] positives = levels.counts(labels, true);
    int[] negatives = levels.counts(labels, false);
    List<Bin> bins = bins(positives, negatives, levels, labels.length, count);
    double error = 0;
    double sum = 0;
    long all = 0;
    for (Bin bin : bins) {
      error += bin.rows() * Math.abs(bin.share() - bin.probability());
      sum += bin.rows() * bin.probability();
      all += bin.positives();
    }
    return new Calibration(
        bins,
        error / labels.length,
        (all - sum) / labels.length,
        line(positives, negatives, levels));
  }

  private static List<Bin> bins(
      int[] positives, int[] negatives, ProbabilityLevels levels, int rows, int count) {
    List<Bin> bins = new ArrayList<>();
    int inBin = 0;
    int positivesInBin = 0;
    double sum = 0;
    long seen = 0;
    long edge = 1;
    for (int level = 0; level < levels.count(); level++) {
      int here = positives[level] + negatives[level];
      inBin += here;
      positivesInBin += positives[level];
      sum += here * levels.probability(level);
      seen += here;
      if (seen * count >= edge * rows) {
        bins.add(new Bin(inBin, positivesInBin, sum / inBin));
        inBin = 0;
        positivesInBin = 0;
        sum = 0;
        edge = seen * count / rows + 1;
      }
    }
    return bins;
  }

  private static Optional<Line> line(int[] positives, int[] negatives, ProbabilityLevels levels) {
    double[] logits = new double[levels.count()];
    for (int level = 0; level < logits.length; level++) {
      double p = Math.clamp(levels.probability(level), CLIP, 1 - CLIP);
      logits[level] = StrictMath.log(p) - StrictMath.log1p(-p);
    }
    return overlap(positives, negatives, logits)
        ? Optional.of(fitted(positives, negatives, logits))
        : Optional.empty();
  }

  /** Where classes do not overlap, the steeper the line the likelier, without end. */
  private static boolean overlap(int[] positives, int[] negatives, double[] logits) {
    return lowest(positives, logits) < highest(negatives, logits)
        && lowest(negatives, logits) < highest(positives, logits);
  }

  private static double lowest(int[] counts, double[] logits) {
    int level = 0;
    while (level < counts.length && counts[level] == 0) {
      level++;
    }
    return level == counts.length ? Double.POSITIVE_INFINITY : logits[level];
  }

  private static double highest(int[] counts, double[] logits) {
    int level = counts.length - 1;
    while (level >= 0 && counts[level] == 0) {
      level--;
    }
    return level < 0 ? Double.NEGATIVE_INFINITY : logits[level];
  }

  /** Newton's method; a step that does not help is halved, as the likelihood is concave. */
  private static Line fitted(int[] positives, int[] negatives, double[] logits) {
    Line line = new Line(0, 1);
    double likelihood = likelihood(positives, negatives, logits, line);
    for (int i = 0; i < MAX_STEPS; i++) {
      Line step = newtonStep(positives, negatives, logits, line);
      double length = Math.abs(step.intercept()) + Math.abs(step.slope());
      Line next = line.moved(step, 1);
      if (length < CONVERGED) {
        return next;
      }
      double reached = likelihood(positives, negatives, logits, next);
      for (double size = 0.5; !(reached >= likelihood) && size * length > CONVERGED; size /= 2) {
        next = line.moved(step, size);
        reached = likelihood(positives, negatives, logits, next);
      }
      if (!(reached >= likelihood)) {
        return line;
      }
      line = next;
      likelihood = reached;
    }
    return line;
  }

  private static Line newtonStep(int[] positives, int[] negatives, double[] logits, Line line) {
    double g0 = 0;
    double g1 = 0;
    double h00 = 0;
    double h01 = 0;
    double h11 = 0;
    for (int level = 0; level < logits.length; level++) {
      double p = 1 / (1 + StrictMath.exp(-line.at(logits[level])));
      int here = positives[level] + negatives[level];
      double off = positives[level] - here * p;
      double weight = here * p * (1 - p);
      g0 += off;
      g1 += off * logits[level];
      h00 += weight;
      h01 += weight * logits[level];
      h11 += weight * logits[level] * logits[level];
    }
    double determinant = h00 * h11 - h01 * h01;
    return new Line((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
  }

  private static double likelihood(int[] positives, int[] negatives, double[] logits, Line line) {
    double sum = 0;
    for (int level = 0; level < logits.length; level++) {
      double margin = line.at(logits[level]);
      double log1pExp = Math.max(margin, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(margin)));
      sum += positives[level] * margin - (positives[level] + negatives[level]) * log1pExp;
    }
    return sum;
  }
}
