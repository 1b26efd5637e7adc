package io.tandem.inferenceserver.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Estimates how long accepted work will take and decides whether more may queue. A late answer is
 * worth nothing, so the queue is bounded in time. Thread-safe.
 */
final class AdmissionControl {
  /** Long work may wait for this many times its own length. */
  private static final int WAIT_FACTOR = 10;

  private final int threads;
  private final long maxWaitNanos;
  private final AtomicLong nanos = new AtomicLong();

  /**
   * @param threads that compute it
   * @param maxWaitNanos the longest that anything may be expected to wait
   */
  AdmissionControl(int threads, long maxWaitNanos) {
    this.threads = threads;
    this.maxWaitNanos = maxWaitNanos;
  }

  /**
   * Whether new work would begin in time.
   *
   * @param own the nanoseconds it is expected to take
   */
  boolean admits(long own) {
    return allows(nanos.get() / threads, own);
  }

  /** Whether work of this length may wait this long. */
  boolean allows(long waiting, long own) {
    return waiting <= Math.max(maxWaitNanos, WAIT_FACTOR * own);
  }

  /** To be followed by one {@link #remove} of the same. */
  void add(long own) {
    nanos.addAndGet(own);
  }

  void remove(long own) {
    nanos.addAndGet(-own);
  }
}
