package io.tandem.inferenceserver;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * The one way to compute: a fixed number of threads and a bounded queue before them. See
 * RATIONALE.md for the choice. Thread-safe.
 */
final class Compute implements AutoCloseable {
  private final Semaphore places;
  private final ExecutorService threads;

  Compute(int threads, int queued) {
    places = new Semaphore(threads + queued);
    ThreadFactory named = Thread.ofPlatform().name("compute-", 1).factory();
    this.threads = Executors.newFixedThreadPool(threads, named);
  }

  boolean full() {
    return places.availablePermits() == 0;
  }

  /** False, at once, when all threads are busy and the queue is full. */
  boolean dispatch(HttpServerExchange exchange, HttpHandler handler) {
    if (!places.tryAcquire()) {
      return false;
    }
    exchange.dispatch(
        threads,
        dispatched -> {
          try {
            handler.handleRequest(dispatched);
          } finally {
            places.release();
          }
        });
    return true;
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
