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
   * Something to be run for a model.
   *
   * @param expected nanoseconds, 0 when nobody knows
   */
  record Task(ModelQueue model, long expected, Runnable work) {}

  /**
   * Runs tasks of one model.
   *
   * @param expected nanoseconds of each, 0 when nobody knows
   */
  Executor of(ModelQueue model, long expected) {
    return work -> {
      add(new Task(model, expected, work));
      // As many turns as there are tasks: a turn takes whichever is due.
      threads.execute(this::turn);
    };
  }

  private synchronized void add(Task task) {
    ModelQueue model = task.model;
    if (model.tasks.isEmpty()) {
      model.virtualNanos = Math.max(model.virtualNanos, clock);
    }
    model.tasks.add(task);
    waiting.add(model);
  }

  private void turn() {
    @Nullable Task task = next();
    if (task != null) {
      run(task);
    }
  }

  /** What is taken counts as it is expected to, so that another thread takes another model. */
  private synchronized @Nullable Task next() {
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
    Task task = due.tasks.remove();
    due.virtualNanos += task.expected;
    if (due.tasks.isEmpty()) {
      waiting.remove(due);
    }
    return task;
  }

  private void run(Task task) {
    long begin = nanoTime.getAsLong();
    try {
      task.work.run();
    } finally {
      charge(task.model, nanoTime.getAsLong() - begin - task.expected);
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
