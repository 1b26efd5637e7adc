package io.tandem.inferenceserver.admission;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one model has waiting for a thread, and what its invocations have lately taken. Each model
 * has its own, so that neither its load nor its pace is taken for another's. Thread-safe.
 */
public final class ModelQueue {
  final ServiceTimes times = new ServiceTimes();

  /** Guarded by the {@link FairQueue}. */
  final Deque<FairQueue.Task> tasks = new ArrayDeque<>();

  /** Of the threads' time, as the {@link FairQueue} counts it, which guards it. */
  long virtualNanos;

  /** Taken on and not done; guarded by {@link AdmissionControl}. */
  int places;

  /** That what is taken on is expected to take; guarded by {@link AdmissionControl}. */
  long backlogNanos;
}
