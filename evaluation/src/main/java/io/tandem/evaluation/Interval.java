package io.tandem.evaluation;

/** From {@code low} to {@code high}, both included. */
record Interval(double low, double high) {
  /** Standard deviations of a normal distribution to either side that hold 95 % of it. */
  static final double DEVIATIONS_95 = 1.959963984540054;

  Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("an interval from " + low + " to " + high);
    }
  }

  boolean contains(double value) {
    return low <= value && value <= high;
  }
}
