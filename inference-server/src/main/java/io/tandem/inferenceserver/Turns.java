package io.tandem.inferenceserver;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;

/**
 * Tells when an I/O thread is behind. It serves in turns: it asks which connections have something
 * to read and serves all of those before it asks again. A request that comes late in a long turn
 * has waited for all before it, and so has every ping. Thread-safe.
 */
final class Turns {
  /** A turn that has lasted longer takes no more requests. */
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** With fewer it was a pause of the JVM that took the time, and no queue will follow. */
  private static final int MIN_REQUESTS = 64;

  private static final class Turn {
    long begin;
    int requests;

    void end() {
      requests = 0;
    }
  }

  private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(Turn::new);

  /** Counts a request, and says whether to refuse it; to be called on its I/O thread. */
  boolean isLate(HttpServerExchange exchange) {
    Turn turn = turns.get();
    long now = System.nanoTime();
    if (turn.requests++ == 0) {
      turn.begin = now;
      // Runs before the thread asks for connections again.
      exchange.getIoThread().execute(turn::end);
    }
    return turn.requests > MIN_REQUESTS && now - turn.begin > MAX_NANOS;
  }
}
