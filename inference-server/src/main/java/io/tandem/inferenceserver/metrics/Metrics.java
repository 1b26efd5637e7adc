package io.tandem.inferenceserver.metrics;

import io.tandem.inferenceserver.log.RedactedThrowable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what has happened since it last wrote, at an interval and once more when it is closed, as
 * lines of {@link MetricsLine}. What has not changed is left out, so an idle interval writes
 * nothing. Nobody but the one that writes waits for the output. Has a thread of its own once it is
 * started; thread-safe.
 */
public final class Metrics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

  private final RequestMetrics requests;
  private final HostMetrics host;
  private final List<ModelMetrics> models = new ArrayList<>();

  /** Of models that are no longer there, not yet written. */
  private final List<MetricsLine> gone = new ArrayList<>();

  private @Nullable Writing writing;

  private record Writing(String container, PrintStream out, ScheduledExecutorService thread) {}

  /**
   * @param requests of all models
   */
  public Metrics(RequestMetrics requests, HostMetrics host) {
    this.requests = requests;
    this.host = host;
  }

  /**
   * Begins to write. To be called once.
   *
   * @param container a dimension of every metric
   * @param out not closed
   */
  public synchronized void start(String container, PrintStream out, Duration interval) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("metrics").daemon().factory());
    Writing to = new Writing(container, out, thread);
    writing = to;
    long nanos = interval.toNanos();
    // Ends with the thread only.
    Future<?> _ = thread.scheduleAtFixedRate(() -> write(to), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Writes what the model counts, until it is removed. */
  public synchronized void add(ModelMetrics model) {
    models.add(model);
  }

  /** Asks the model's counters for the last time, before it is closed. */
  public synchronized void remove(ModelMetrics model) {
    models.remove(model);
    @Nullable Writing to = writing;
    if (to != null) {
      gone.addAll(lines(model, to.container));
    }
  }

  /** An exception would end the schedule, and serving does not depend on metrics. */
  private void write(Writing to) {
    try {
      List<MetricsLine> lines = drain(to.container);
      Instant now = Instant.now();
      // Not the lock that models come and go under: the output may be blocked.
      synchronized (to) {
        for (MetricsLine line : lines) {
          byte[] bytes = (line.json(now) + "\n").getBytes(StandardCharsets.UTF_8);
          to.out.write(bytes, 0, bytes.length);
        }
        to.out.flush();
      }
    } catch (RuntimeException e) {
      LOG.error("metrics cannot be written", RedactedThrowable.of(e));
    }
  }

  private synchronized List<MetricsLine> drain(String container) {
    List<MetricsLine> lines = new ArrayList<>(requests.drain(container));
    lines.addAll(host.drain(container));
    lines.addAll(gone);
    gone.clear();
    for (ModelMetrics model : models) {
      lines.addAll(lines(model, container));
    }
    return lines;
  }

  /** A model that cannot be asked now is asked again the next time. */
  private static List<MetricsLine> lines(ModelMetrics model, String container) {
    try {
      return model.lines(container);
    } catch (RuntimeException e) {
      LOG.error("a model's counters cannot be asked", RedactedThrowable.of(e));
      return List.of();
    }
  }

  /** Writes for the last time. */
  @Override
  public void close() {
    @Nullable Writing to = writing();
    if (to != null) {
      to.thread.shutdownNow();
      write(to);
    }
  }

  private synchronized @Nullable Writing writing() {
    return writing;
  }
}
