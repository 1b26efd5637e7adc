package io.tandem.inferenceserver.metrics;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests to one path and their answers. Inside of what counts for draining: when that
 * has ended, everything answered is counted. Thread-safe.
 */
public final class RequestMetrics implements HttpHandler {
  final LongAdder requests = new LongAdder();
  final LongAdder answered2xx = new LongAdder();
  final LongAdder answered4xx = new LongAdder();
  final LongAdder answered5xx = new LongAdder();

  /** From the end of a request's headers to the end of its answer. */
  final Durations durations = new Durations();

  private final HttpHandler next;
  private final String path;

  /**
   * @param path whose requests count
   */
  public RequestMetrics(HttpHandler next, String path) {
    this.next = next;
    this.path = path;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestPath().equals(path)) {
      requests.increment();
      long begin = System.nanoTime();
      exchange.addExchangeCompleteListener(
          (answered, following) -> {
            // A caller that has gone before was not answered.
            if (answered.isResponseStarted()) {
              answered(answered.getStatusCode(), System.nanoTime() - begin);
            }
            following.proceed();
          });
    }
    next.handleRequest(exchange);
  }

  private void answered(int status, long nanos) {
    if (status >= 500) {
      answered5xx.increment();
    } else if (status >= 400) {
      answered4xx.increment();
    } else {
      answered2xx.increment();
    }
    durations.record(nanos);
  }
}
