package io.tandem.inferenceserver.load;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the computing of what has been taken on will take, and whether more may wait for it. A
 * late answer is worth nothing, so a queue is bounded in time. Thread-safe.
 */
final class AdmissionControl {
  /** What takes long itself may wait as many times as long. */
  private static final int WAIT_FACTOR = 10;

  private final int threads;
  private final long maxWaitNanos;
  private final AtomicLong nanos = new AtomicLong();

  /**
   * @param threads that work it off
   * @param maxWaitNanos that anything may be expected to wait
   */
  AdmissionControl(int threads, long maxWaitNanos) {
    this.threads = threads;
    this.maxWaitNanos = maxWaitNanos;
  }

  /**
   * Whether something would begin in time.
   *
   * @param own nanoseconds that it is expected to take
   */
  boolean admits(long own) {
    return allows(nanos.get() / threads, own);
  }

  /** Whether something that takes so long may wait so long. */
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
