package io.tandem.inferenceserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts how models come and go. Thread-safe. */
public final class HostMetrics {
  private final LongAdder loaded = new LongAdder();
  private final LongAdder unloaded = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Durations loadDurations = new Durations();
  private volatile int models;
  private volatile long memoryBytes;

  /** A load that has ended well. */
  public void loaded(long nanos) {
    loaded.increment();
    loadDurations.record(nanos);
  }

  public void unloaded() {
    unloaded.increment();
  }

  /** A load for which there was no memory. */
  public void refused() {
    refused.increment();
  }

  /** What there is from now on. */
  public void holds(int models, long memoryBytes) {
    this.models = models;
    this.memoryBytes = memoryBytes;
  }

  /** Nothing when no model is there and none has come or gone. */
  List<MetricsLine> drain(String container) {
    long came = loaded.sumThenReset();
    long went = unloaded.sumThenReset();
    long not = refused.sumThenReset();
    return models + came + went + not == 0
        ? List.of()
        : List.of(
            new MetricsLine(container, Map.of())
                .count("Models", models)
                .bytes("ModelMemory", memoryBytes)
                .count("ModelsLoaded", came)
                .count("ModelsUnloaded", went)
                .count("LoadRefused", not)
                .milliseconds("LoadDuration", loadDurations.drain()));
  }
}
