package io.tandem.inferenceserver.load;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
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
public final class InvocationScheduler implements AutoCloseable {
  /** A larger body may be a batch: on an I/O thread all its connections would wait for it. */
  private static final int SHORT_BYTES = 16 << 10;

  /** What the connections of an I/O thread may wait for one invocation, pings among them. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What takes no longer may be quick, once the JVM is warm and the machine has time for it. */
  private static final long COLD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Semaphore places;
  private final ExecutorService threads;
  private final AdmissionControl backlog;

  /** Of bodies that are not larger than the short ones. */
  private final ServiceTime shortNanos = new ServiceTime();

  /** Of larger ones, by KiB. */
  private final ServiceTime largeNanosPerKib = new ServiceTime();

  /**
   * @param queued that may wait at most
   * @param maxWait that any may be expected to wait
   */
  public InvocationScheduler(int threads, int queued, Duration maxWait) {
    places = new Semaphore(threads + queued);
    backlog = new AdmissionControl(threads, maxWait.toNanos());
    ThreadFactory named = Thread.ofPlatform().name("compute-", 1).factory();
    this.threads = Executors.newFixedThreadPool(threads, named);
  }

  /**
   * Whether a body would be computed as soon as it is read.
   *
   * @param bytes of it, less than 0 when nobody has said how many
   */
  public boolean admits(long bytes) {
    return isShort(bytes) || (places.availablePermits() > 0 && backlog.admits(expected(bytes)));
  }

  /**
   * Computes now or later; to be called on the I/O thread of the exchange.
   *
   * @param bytes of the body
   * @param handler catches what it throws
   * @param refusal of what has waited too long when a thread comes to it
   * @return false, at once, when it would have to wait too long
   */
  public boolean run(
      HttpServerExchange exchange,
      int bytes,
      Consumer<HttpServerExchange> handler,
      Consumer<HttpServerExchange> refusal) {
    if (isShort(bytes)) {
      measure(exchange, bytes, handler);
      return true;
    }
    long expected = expected(bytes);
    if (!backlog.admits(expected) || !places.tryAcquire()) {
      return false;
    }
    boolean judged = times(bytes).areKnown();
    backlog.add(expected);
    long begin = System.nanoTime();
    exchange.dispatch(
        threads,
        dispatched -> {
          try {
            if (judged || isInTime(bytes, System.nanoTime() - begin)) {
              measure(dispatched, bytes, handler);
            } else {
              refusal.accept(dispatched);
            }
          } finally {
            backlog.remove(expected);
            places.release();
          }
        });
    return true;
  }

  /** What was taken on before anything was known is judged when its turn has come. */
  private boolean isInTime(int bytes, long waited) {
    long own = of(bytes, times(bytes).leastSoFar());
    return own <= COLD_NANOS || backlog.allows(waited, own);
  }

  private boolean isShort(long bytes) {
    return bytes <= SHORT_BYTES && shortNanos.haveBegun() && shortNanos.average() <= SHORT_NANOS;
  }

  private ServiceTime times(long bytes) {
    return bytes <= SHORT_BYTES ? shortNanos : largeNanosPerKib;
  }

  /** By the least: what the machine adds, when it has other work, is not the model's. */
  private long expected(long bytes) {
    return of(bytes, times(bytes).least());
  }

  /** From what {@link #times} counts. */
  private static long of(long bytes, long counted) {
    return bytes <= SHORT_BYTES ? counted : (bytes >> 10) * counted;
  }

  /** What was refused may have ended at its first byte: it says nothing about the others. */
  private void measure(
      HttpServerExchange exchange, int bytes, Consumer<HttpServerExchange> handler) {
    long begin = System.nanoTime();
    handler.accept(exchange);
    long nanos = System.nanoTime() - begin;
    if (exchange.getStatusCode() == StatusCodes.OK) {
      times(bytes).add(bytes <= SHORT_BYTES ? nanos : nanos / (bytes >> 10));
    }
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
