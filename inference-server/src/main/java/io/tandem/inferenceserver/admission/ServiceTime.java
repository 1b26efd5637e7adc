package io.tandem.inferenceserver.admission;

/**
 * The least that computing has taken lately, in nanoseconds. Thread-safe, and without a lock, since
 * all I/O threads pass here for every request: of two at a time, one measurement may be lost.
 */
final class ServiceTime {
  /** As many make a round. */
  private static final int ROUND = 64;

  private static final long UNKNOWN = -1;

  private volatile long least = UNKNOWN;

  /** Each value may be an older one for another thread; it is right again within a round. */
  private long leastOfRound = Long.MAX_VALUE;

  private int ofRound;

  void add(long nanos) {
    leastOfRound = Math.min(leastOfRound, nanos);
    if (++ofRound >= ROUND) {
      least = Math.min(leastOfRound, nanos);
      leastOfRound = Long.MAX_VALUE;
      ofRound = 0;
    }
  }

  /** Whether there was a round. */
  boolean areKnown() {
    return least != UNKNOWN;
  }

  /** Of the last round, nothing before there was one. */
  long least() {
    return Math.max(0, least);
  }

  /** Of the first round as far as it has come, until it is done. */
  long leastSoFar() {
    long soFar = leastOfRound;
    return areKnown() ? least() : soFar == Long.MAX_VALUE ? 0 : soFar;
  }
}
