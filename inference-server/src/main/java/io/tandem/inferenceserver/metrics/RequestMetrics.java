package io.tandem.inferenceserver.metrics;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests and their answers. An answer is counted before draining sees its request end.
 * Thread-safe.
 */
public final class RequestMetrics {
  final LongAdder requests = new LongAdder();
  final LongAdder answered2xx = new LongAdder();
  final LongAdder answered4xx = new LongAdder();
  final LongAdder answered5xx = new LongAdder();

  /** From the end of a request's headers to the end of its answer. */
  final Durations durations = new Durations();

  /** To be called before anything of it is answered. */
  public void count(HttpServerExchange exchange) {
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
