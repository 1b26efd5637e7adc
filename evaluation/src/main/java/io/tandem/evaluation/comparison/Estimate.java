package io.tandem.evaluation.comparison;

import io.tandem.evaluation.statistics.Interval;

/**
 * A metric of these rows, and the range in which it lies for all such rows.
 *
 * @param interval at a confidence of 95 %
 */
public record Estimate(double value, Interval interval) {
  public Estimate {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a number: " + value);
    }
  }
}
