package io.tandem.inferenceserver;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where invocations are computed. Those that are short are computed by the I/O thread that has read
 * them; others by a fixed number of threads with a queue before them, bounded in length and time.
 * See RATIONALE.md for the choice. Thread-safe.
 */
final class Compute implements AutoCloseable {
  /** A larger body may be a batch: on an I/O thread all its connections would wait for it. */
  private static final int SHORT_BYTES = 16 << 10;

  /** What the connections of an I/O thread may wait for one invocation, pings among them. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Semaphore places;
  private final ExecutorService threads;
  private final Backlog backlog;

  /** Of bodies that are not larger than the short ones. */
  private final Average shortNanos = new Average();

  /** Of larger ones, by KiB. */
  private final Average largeNanosPerKib = new Average();

  /** Slides. Two threads at a time may lose one of the two values. */
  private static final class Average {
    private static final long UNKNOWN = -1;
    private volatile long value = UNKNOWN;

    void add(long next) {
      long before = value;
      value = before == UNKNOWN ? next : before + (next - before) / 8;
    }

    boolean isKnown() {
      return value != UNKNOWN;
    }

    /** Nothing, while it is unknown. */
    long value() {
      return Math.max(0, value);
    }
  }

  /**
   * @param queued that may wait at most
   * @param maxWait that any may be expected to wait
   */
  Compute(int threads, int queued, Duration maxWait) {
    places = new Semaphore(threads + queued);
    backlog = new Backlog(threads, maxWait.toNanos());
    ThreadFactory named = Thread.ofPlatform().name("compute-", 1).factory();
    this.threads = Executors.newFixedThreadPool(threads, named);
  }

  /**
   * Whether a body would be computed as soon as it is read.
   *
   * @param bytes of it, less than 0 when nobody has said how many
   */
  boolean admits(long bytes) {
    return isShort(bytes) || (places.availablePermits() > 0 && backlog.admits(expected(bytes)));
  }

  /**
   * Computes now or later; to be called on the I/O thread of the exchange.
   *
   * @param bytes of the body
   * @param handler catches what it throws
   * @return false, at once, when it would have to wait too long
   */
  boolean run(HttpServerExchange exchange, int bytes, Consumer<HttpServerExchange> handler) {
    if (isShort(bytes)) {
      measure(exchange, bytes, handler);
      return true;
    }
    long expected = expected(bytes);
    if (!backlog.admits(expected) || !places.tryAcquire()) {
      return false;
    }
    backlog.add(expected);
    exchange.dispatch(
        threads,
        dispatched -> {
          try {
            measure(dispatched, bytes, handler);
          } finally {
            backlog.remove(expected);
            places.release();
          }
        });
    return true;
  }

  private boolean isShort(long bytes) {
    return bytes <= SHORT_BYTES && shortNanos.isKnown() && shortNanos.value() <= SHORT_NANOS;
  }

  private long expected(long bytes) {
    return bytes <= SHORT_BYTES ? shortNanos.value() : (bytes >> 10) * largeNanosPerKib.value();
  }

  private void measure(
      HttpServerExchange exchange, int bytes, Consumer<HttpServerExchange> handler) {
    long begin = System.nanoTime();
    handler.accept(exchange);
    long nanos = System.nanoTime() - begin;
    if (bytes <= SHORT_BYTES) {
      shortNanos.add(nanos);
    } else {
      largeNanosPerKib.add(nanos / (bytes >> 10));
    }
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
