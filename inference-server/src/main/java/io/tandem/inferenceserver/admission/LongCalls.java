package io.tandem.inferenceserver.admission;

/**
 * Whether calls are seldom long. By their number and not by an average: a few long calls among many
 * short ones delay everybody else on their thread. Thread-safe, and without a lock, since all I/O
 * threads pass here for every request: of two at a time, one may not be counted.
 */
final class LongCalls {
  /** As many make a round. */
  private static final int ROUND = 64;

  /** Of a round: a pause of the JVM or of the machine is no property of a model. */
  private static final int FEW = 5;

  private final long longNanos;

  private volatile boolean seldom;

  /** Each value may be an older one for another thread; it is right again within a round. */
  private boolean begun;

  private int ofRound;
  private int longOfRound;

  /**
   * @param longNanos what takes longer is long
   */
  LongCalls(long longNanos) {
    this.longNanos = longNanos;
  }

  /** By the last round and this one; by the first call until a round is done. */
  boolean areSeldom() {
    return seldom;
  }

  void add(long nanos) {
    boolean isLong = nanos > longNanos;
    if (!begun) {
      begun = true;
      seldom = !isLong;
    }
    if (isLong && ++longOfRound > FEW) {
      seldom = false;
    }
    if (++ofRound >= ROUND) {
      seldom = longOfRound <= FEW;
      ofRound = 0;
      longOfRound = 0;
    }
  }
}
