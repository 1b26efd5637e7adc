package io.tandem.inferenceserver.metrics;

import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests and their answers. An answer is counted before draining sees its request end.
 * Thread-safe.
 */
public final class RequestMetrics {
  private static final int REFUSED = 503;

  private final LongAdder requests = new LongAdder();
  private final LongAdder answered2xx = new LongAdder();
  private final LongAdder answered4xx = new LongAdder();
  private final LongAdder answered5xx = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** From the end of a request's headers to the end of its answer. */
  private final Durations durations = new Durations();

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
    if (status == REFUSED) {
      refused.increment();
    }
    if (status >= 500) {
      answered5xx.increment();
    } else if (status >= 400) {
      answered4xx.increment();
    } else {
      answered2xx.increment();
    }
    durations.record(nanos);
  }

  /** Of all models together, since the last drain; nothing when there was no request. */
  List<MetricsLine> drain(String container) {
    long all = requests.sumThenReset();
    long with2xx = answered2xx.sumThenReset();
    long with4xx = answered4xx.sumThenReset();
    long with5xx = answered5xx.sumThenReset();
    refused.reset();
    return all + with2xx + with4xx + with5xx == 0
        ? List.of()
        : List.of(
            new MetricsLine(container, Map.of())
                .count("Requests", all)
                .count("Answered2xx", with2xx)
                .count("Answered4xx", with4xx)
                .count("Answered5xx", with5xx)
                .milliseconds("Duration", durations.drain()));
  }

  /**
   * The same of one of many models. Each metric of each model has its price, so these are only what
   * tells how one model fares beside the others.
   */
  List<MetricsLine> drain(String container, Map<String, String> model) {
    long all = requests.sumThenReset();
    long with5xx = answered5xx.sumThenReset();
    long answered = with5xx + answered2xx.sumThenReset() + answered4xx.sumThenReset();
    long with503 = refused.sumThenReset();
    return all + answered == 0
        ? List.of()
        : List.of(
            new MetricsLine(container, model)
                .count("Requests", all)
                .count("Answered5xx", with5xx)
                .count("Refused", with503)
                .milliseconds("Duration", durations.drain()));
  }
}
