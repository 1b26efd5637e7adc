package io.tandem.inferenceserver.admission;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that all models share, each model in a queue of its own: start-time
 * fair queueing (Goyal, Vin and Cheng, 1996). A thread takes the task of the model that has had
 * least of the threads' time since it last had nothing to do; a model that is alone has all of it.
 * Tasks of one model run in the order in which they came. Thread-safe.
 */
final class FairQueue implements AutoCloseable {
  private final ExecutorService threads;
  private final LongSupplier nanoTime;
  private final Set<ModelQueue> waiting = new LinkedHashSet<>();

  /** Virtual time of the task that was taken last: who comes anew starts with it. */
  private long clock;

  FairQueue(int threads, LongSupplier nanoTime) {
    this.threads =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("compute-", 1).factory());
    this.nanoTime = nanoTime;
  }

  /**
   * Runs tasks of one model.
   *
   * @param expected nanoseconds of each, 0 when nobody knows
   */
  Executor of(ModelQueue model, long expected) {
    return task -> {
      add(model, () -> run(model, expected, task));
      // As many turns as there are tasks: a turn takes whichever is due.
      threads.execute(this::turn);
    };
  }

  private synchronized void add(ModelQueue model, Runnable task) {
    if (model.tasks.isEmpty()) {
      model.virtualNanos = Math.max(model.virtualNanos, clock);
    }
    model.tasks.add(task);
    waiting.add(model);
  }

  private void turn() {
    @Nullable Runnable task = next();
    if (task != null) {
      task.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    @Nullable ModelQueue due = null;
    for (ModelQueue model : waiting) {
      if (due == null || model.virtualNanos < due.virtualNanos) {
        due = model;
      }
    }
    if (due == null) {
      return null;
    }
    clock = due.virtualNanos;
    Runnable task = due.tasks.remove();
    if (due.tasks.isEmpty()) {
      waiting.remove(due);
    }
    return task;
  }

  /** What is running counts as it is expected to, so that another thread takes another model. */
  private void run(ModelQueue model, long expected, Runnable task) {
    charge(model, expected);
    long begin = nanoTime.getAsLong();
    try {
      task.run();
    } finally {
      charge(model, nanoTime.getAsLong() - begin - expected);
    }
  }

  private synchronized void charge(ModelQueue model, long nanos) {
    model.virtualNanos += nanos;
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
