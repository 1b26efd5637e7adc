package io.tandem.inferenceserver.metrics;

import io.tandem.inferenceserver.Counter;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one model has counted and not yet written. Thread-safe, but for {@link #lines}, which {@link
 * Metrics} calls.
 */
public final class ModelMetrics {
  private final Map<String, String> model;
  private final Supplier<List<Counter>> counters;
  private final RequestMetrics requests = new RequestMetrics();

  /** By dimensions, then by name. */
  private final Map<Map<String, String>, Map<String, Long>> written = new HashMap<>();

  /**
   * What was counted until now, as by warming up, is no traffic and is not written.
   *
   * @param model dimensions that tell it from others; empty where there are none
   * @param counters asked before each writing
   */
  public ModelMetrics(Map<String, String> model, Supplier<List<Counter>> counters) {
    this.model = Map.copyOf(model);
    this.counters = counters;
    counters.get().forEach(counter -> written(counter).put(counter.name(), counter.total()));
  }

  /** Counts a call of this model, where it has metrics that tell it from others. */
  public void count(HttpServerExchange exchange) {
    if (!model.isEmpty()) {
      requests.count(exchange);
    }
  }

  private Map<String, Long> written(Counter counter) {
    return written.computeIfAbsent(counter.dimensions(), dimensions -> new HashMap<>());
  }

  /** What was counted since the last call; nothing is taken out when the counters throw. */
  List<MetricsLine> lines(String container) {
    Map<Map<String, String>, Map<String, Long>> increments = increments();
    List<MetricsLine> lines = new ArrayList<>(requests.drain(container, model));
    increments.forEach(
        (dimensions, counts) -> {
          Map<String, String> all = new HashMap<>(dimensions);
          all.putAll(model);
          addLines(container, all, counts, lines);
        });
    return lines;
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

  private static void addLines(
      String container,
      Map<String, String> dimensions,
      Map<String, Long> counts,
      List<MetricsLine> lines) {
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
}
