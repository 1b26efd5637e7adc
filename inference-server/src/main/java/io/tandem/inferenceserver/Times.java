package io.tandem.inferenceserver;

/** What computing has taken lately, in nanoseconds. Thread-safe. */
final class Times {
  /** As many make a round. */
  private static final int ROUND = 64;

  /**
   * One measurement counts up to so many times the average: a pause of the JVM is no property of a
   * model.
   */
  private static final int MOST_TIMES = 4;

  private static final long LEAST_COUNTED = 1000;

  private volatile boolean begun;
  private volatile boolean known;
  private volatile long average;
  private volatile long least;
  private long leastOfRound = Long.MAX_VALUE;
  private int ofRound;

  synchronized void add(long nanos) {
    long most = MOST_TIMES * Math.max(average, LEAST_COUNTED);
    average = begun ? average + (Math.min(nanos, most) - average) / 8 : nanos;
    begun = true;
    leastOfRound = Math.min(leastOfRound, nanos);
    if (++ofRound == ROUND) {
      least = leastOfRound;
      known = true;
      leastOfRound = Long.MAX_VALUE;
      ofRound = 0;
    }
  }

  boolean haveBegun() {
    return begun;
  }

  /** Whether there was a round. */
  boolean areKnown() {
    return known;
  }

  /** Slides. */
  long average() {
    return average;
  }

  /** Of the last round, nothing before there was one. */
  long least() {
    return least;
  }
}
