package io.tandem.inferenceserver.admission;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Estimates how long accepted work will wait and decides whether more may queue. A late answer is
 * worth nothing, so the queue of each model is bounded in time. The threads are shared fairly: a
 * model waits for as much of each other model's work as it has itself. Thread-safe.
 */
final class AdmissionControl {
  /** Long work may wait for this many times its own length. */
  private static final int WAIT_FACTOR = 10;

  private final int threads;
  private final int places;
  private final long maxWaitNanos;
  private final Set<ModelQueue> busy = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param threads that compute it
   * @param places for the work of one model, running or waiting
   * @param maxWaitNanos the longest that anything may be expected to wait
   */
  AdmissionControl(int threads, int places, long maxWaitNanos) {
    this.threads = threads;
    this.places = places;
    this.maxWaitNanos = maxWaitNanos;
  }

  /**
   * Whether new work would begin in time.
   *
   * @param own the nanoseconds it is expected to take
   */
  synchronized boolean admits(ModelQueue model, long own) {
    return model.places < places && allows(expectedWait(model), own);
  }

  private long expectedWait(ModelQueue model) {
    long before = 0;
    for (ModelQueue any : busy) {
      before += Math.min(any.backlogNanos, model.backlogNanos);
    }
    return before / threads;
  }

  /** Whether work of this length may wait this long. */
  boolean allows(long waiting, long own) {
    return waiting <= Math.max(maxWaitNanos, WAIT_FACTOR * own);
  }

  /** Takes it on if it would begin in time; {@link #remove} of the same is to follow then. */
  synchronized boolean add(ModelQueue model, long own) {
    if (!admits(model, own)) {
      return false;
    }
    model.places++;
    model.backlogNanos += own;
    busy.add(model);
    return true;
  }

  synchronized void remove(ModelQueue model, long own) {
    model.places--;
    model.backlogNanos -= own;
    if (model.places == 0) {
      busy.remove(model);
    }
  }
}
