package io.tandem.localaws.states.execution;

import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs side by side. When one fails the others are interrupted, and their ends waited for. */
final class Branches {
  /** At most so many iterations of a Map at once, as the service does. */
  private static final int MAX_CONCURRENCY = 40;

  private Branches() {}

  interface Branch {
    Json run(int index) throws StateException, InterruptedException;
  }

  /**
   * Returns the results, by index.
   *
   * @param concurrency 0 for any number
   */
  static List<Json> run(int count, int concurrency, Branch branch)
      throws StateException, InterruptedException {
    List<Json> results =
        Collections.synchronizedList(
            new ArrayList<>(Collections.nCopies(count, new Json.Null("$"))));
    var failure = new AtomicReference<@Nullable Throwable>();
    int limit = concurrency == 0 ? MAX_CONCURRENCY : Math.min(concurrency, MAX_CONCURRENCY);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        begin(
            count,
            new Semaphore(limit),
            threads,
            failure,
            index -> {
              Json result = branch.run(index);
              results.set(index, result);
              return result;
            });
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    Throwable failed = failure.get();
    switch (failed) {
      case null -> {}
      case StateException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failed);
    }
    return List.copyOf(results);
  }

  private static void begin(
      int count,
      Semaphore permits,
      ExecutorService threads,
      AtomicReference<@Nullable Throwable> failure,
      Branch branch)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      int index = i;
      permits.acquire();
      if (failure.get() != null) {
        return;
      }
      try {
        threads.execute(
            () -> {
              try {
                branch.run(index);
              } catch (Throwable e) {
                if (failure.compareAndSet(null, e)) {
                  threads.shutdownNow();
                }
              } finally {
                permits.release();
              }
            });
      } catch (RejectedExecutionException e) {
        return; // One has failed just now.
      }
    }
    threads.shutdown();
    while (!threads.awaitTermination(1, TimeUnit.DAYS)) {
      // A job may take days.
    }
  }
}
