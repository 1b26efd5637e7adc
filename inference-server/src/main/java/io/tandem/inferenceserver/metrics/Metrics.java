package io.tandem.inferenceserver.metrics;

import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.log.RedactedThrowable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what has happened since it last wrote, at an interval and once more when it is closed, as
 * lines of {@link MetricsLine}. What has not changed is left out, so an idle interval writes
 * nothing. Has a thread of its own; thread-safe.
 */
public final class Metrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

  private final String container;
  private final RequestMetrics requestMetrics;
  private final Supplier<List<Counter>> counters;
  private final PrintStream out;
  private final ScheduledExecutorService thread;

  /** By dimensions, then by name. */
  private final Map<Map<String, String>, Map<String, Long>> written = new HashMap<>();

  /**
   * Starts at once.
   *
   * @param counters asked before each writing
   */
  public Metrics(
      String container,
      RequestMetrics requestMetrics,
      Supplier<List<Counter>> counters,
      PrintStream out,
      Duration interval) {
    this.container = container;
    this.requestMetrics = requestMetrics;
    this.counters = counters;
    this.out = out;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("metrics").daemon().factory());
    long nanos = interval.toNanos();
    // Ends with the thread only.
    Future<?> _ = thread.scheduleAtFixedRate(this::write, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** What was counted until now is not written. */
  public synchronized void skipCounters() {
    counters.get().forEach(counter -> written(counter).put(counter.name(), counter.total()));
  }

  private Map<String, Long> written(Counter counter) {
    return written.computeIfAbsent(counter.dimensions(), dimensions -> new HashMap<>());
  }

  /** An exception would end the schedule, and serving does not depend on metrics. */
  private synchronized void write() {
    try {
      // Asked first: when the inference throws, nothing has been taken out of the requests yet.
      Map<Map<String, String>, Map<String, Long>> increments = increments();
      List<MetricsLine> lines = new ArrayList<>();
      requests(lines);
      increments.forEach((dimensions, counts) -> counters(lines, dimensions, counts));
      Instant now = Instant.now();
      for (MetricsLine line : lines) {
        byte[] bytes = (line.json(now) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
      }
      out.flush();
    } catch (RuntimeException e) {
      LOG.error("metrics cannot be written", RedactedThrowable.of(e));
    }
  }

  private void requests(List<MetricsLine> lines) {
    long requests = requestMetrics.requests.sumThenReset();
    long answered2xx = requestMetrics.answered2xx.sumThenReset();
    long answered4xx = requestMetrics.answered4xx.sumThenReset();
    long answered5xx = requestMetrics.answered5xx.sumThenReset();
    if (requests + answered2xx + answered4xx + answered5xx > 0) {
      lines.add(
          new MetricsLine(container, Map.of())
              .count("Requests", requests)
              .count("Answered2xx", answered2xx)
              .count("Answered4xx", answered4xx)
              .count("Answered5xx", answered5xx)
              .milliseconds("Duration", requestMetrics.durations.drain()));
    }
  }

  /** By dimensions, then by name; a line can hold only one value of a dimension. */
  private Map<Map<String, String>, Map<String, Long>> increments() {
    Map<Map<String, String>, Map<String, Long>> increments = new LinkedHashMap<>();
    for (Counter counter : counters.get()) {
      Map<String, Long> before = written(counter);
      long increment = counter.total() - before.getOrDefault(counter.name(), 0L);
      if (increment > 0) {
        increments
            .computeIfAbsent(counter.dimensions(), dimensions -> new LinkedHashMap<>())
            .merge(counter.name(), increment, Long::sum);
        before.put(counter.name(), counter.total());
      }
    }
    return increments;
  }

  private void counters(
      List<MetricsLine> lines, Map<String, String> dimensions, Map<String, Long> counts) {
    MetricsLine line = new MetricsLine(container, dimensions);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      if (line.isFull()) {
        lines.add(line);
        line = new MetricsLine(container, dimensions);
      }
      line.count(count.getKey(), count.getValue());
    }
    lines.add(line);
  }

  /** Writes for the last time. */
  @Override
  public void close() {
    thread.shutdownNow();
    write();
  }
}
