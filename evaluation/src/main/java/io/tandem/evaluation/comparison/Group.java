package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Interval;
import java.util.Optional;

/**
 * One group of a slice: rows with the same value of its field.
 *
 * @param models empty when the group is too small to be judged
 * @param difference empty also when there is one model only
 */
public record Group(
    String slice,
    String name,
    int rows,
    int positives,
    Optional<ByModel<OfModel>> models,
    Optional<Difference> difference) {
  /**
   * @param rocAuc with its interval by DeLong
   * @param meanProbability to be compared with the share of positives
   */
  public record OfModel(Estimate rocAuc, double meanProbability) {}

  /**
   * The area of the new model less that of the old one.
   *
   * @param pValue of the hypothesis that both are the same, adjusted for the number of groups
   */
  public record Difference(Estimate rocAuc, double pValue) {}

  public double badRate() {
    return (double) positives / rows;
  }

  /** The 95 % interval of the bad rate. */
  public Interval badRateInterval() {
    return Interval.ofShare(positives, rows);
  }
}
