package io.tandem.inferenceserver;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where invocations are computed. Those that are short are computed by the I/O thread that has read
 * them; others by a fixed number of threads with a bounded queue before them. See RATIONALE.md for
 * the choice. Thread-safe.
 */
final class Compute implements AutoCloseable {
  /** A larger body may be a batch: on an I/O thread all its connections would wait for it. */
  private static final int SHORT_BYTES = 16 << 10;

  /** What the connections of an I/O thread may wait for one invocation, pings among them. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Semaphore places;
  private final ExecutorService threads;

  /** Of bodies that are not larger than the short ones, on a sliding average; at first unknown. */
  private volatile long recentNanos = Long.MAX_VALUE;

  Compute(int threads, int queued) {
    places = new Semaphore(threads + queued);
    ThreadFactory named = Thread.ofPlatform().name("compute-", 1).factory();
    this.threads = Executors.newFixedThreadPool(threads, named);
  }

  boolean full() {
    return places.availablePermits() == 0;
  }

  /**
   * Computes now or later; to be called on the I/O thread of the exchange.
   *
   * @param bytes of the body
   * @param handler catches what it throws
   * @return false, at once, when all threads are busy and the queue is full
   */
  boolean run(HttpServerExchange exchange, int bytes, Consumer<HttpServerExchange> handler) {
    if (bytes > SHORT_BYTES) {
      return dispatch(exchange, handler);
    }
    if (recentNanos > SHORT_NANOS) {
      return dispatch(exchange, dispatched -> measure(dispatched, handler));
    }
    measure(exchange, handler);
    return true;
  }

  private void measure(HttpServerExchange exchange, Consumer<HttpServerExchange> handler) {
    long begin = System.nanoTime();
    handler.accept(exchange);
    long nanos = System.nanoTime() - begin;
    long recent = recentNanos;
    // Two threads at a time may lose one of the two: it is an average.
    recentNanos = recent == Long.MAX_VALUE ? nanos : recent + (nanos - recent) / 8;
  }

  private boolean dispatch(HttpServerExchange exchange, Consumer<HttpServerExchange> handler) {
    if (!places.tryAcquire()) {
      return false;
    }
    exchange.dispatch(
        threads,
        dispatched -> {
          try {
            handler.accept(dispatched);
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
