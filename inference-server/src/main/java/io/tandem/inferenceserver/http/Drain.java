package io.tandem.inferenceserver.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests in flight; once draining begins, refuses new ones. Thread-safe. */
final class Drain {
  private final Responses responses;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Object change = new Object();
  private volatile boolean begun;

  private final ExchangeCompletionListener leaving =
      (exchange, next) -> {
        leave();
        next.proceed();
      };

  /** The caller of a request that was in flight must not send the next one. */
  private final ResponseCommitListener closing =
      exchange -> {
        if (begun) {
          exchange.setPersistent(false);
        }
      };

  Drain(Responses responses) {
    this.responses = responses;
  }

  HttpHandler before(HttpHandler next) {
    return exchange -> {
      // First the count, then the look at the end: who looks at the count after the end sees it.
      inFlight.incrementAndGet();
      if (begun) {
        leave();
        refuse(exchange);
      } else {
        exchange.addExchangeCompleteListener(leaving);
        exchange.addResponseCommitListener(closing);
        next.handleRequest(exchange);
      }
    };
  }

  private void refuse(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    responses.stopping(exchange);
  }

  private void leave() {
    if (inFlight.decrementAndGet() == 0 && begun) {
      synchronized (change) {
        change.notifyAll();
      }
    }
  }

  void begin() {
    begun = true;
  }

  /** False when requests are still in flight after the time. */
  boolean await(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    synchronized (change) {
      while (inFlight.get() > 0) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(change, left);
      }
    }
    return true;
  }
}
