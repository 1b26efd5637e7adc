package io.tandem.benchmarks;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One order's JSON to its vector, beside what Jackson needs to tokenise the same bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Orders {
  @Param({"3", "15", "200"})
  private int lines;

  private byte[] order = {};
  private final JsonFactory plain = new JsonFactory();
  private final Extractor features = Samples.features().orders();
  private final Extractor reading = Samples.readingAlone().orders();

  /** The orders are made once; a rejected one would be cheap, and no measure of anything. */
  @Setup
  public void prepare() {
    order = Samples.order(lines);
    for (Extractor extractor : new Extractor[] {features, reading}) {
      if (extractor.extract(order) instanceof Extraction.Rejected rejection) {
        throw new IllegalStateException(rejection.toString());
      }
    }
  }

  /** The yardstick: every token of the order, and nothing done with it. */
  @Benchmark
  public int tokens() {
    int tokens = 0;
    try (JsonParser parser = plain.createParser(ObjectReadContext.empty(), order)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens++;
      }
    }
    return tokens;
  }

  /** All sources read and checked, no features computed but one that passes a source on. */
  @Benchmark
  public Extraction reading() {
    return reading.extract(order);
  }

  /** All sources read and checked, all features computed. */
  @Benchmark
  public Extraction features() {
    return features.extract(order);
  }
}
