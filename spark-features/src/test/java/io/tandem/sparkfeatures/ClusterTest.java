package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.FeatureSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs, as on a real cluster: each has hash orders of its own. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class ClusterTest {
  private static final List<String> PARTS = List.of("spark.sql.files.maxPartitionBytes=524288");

  @TempDir private static Path folder;

  private static Example example;
  private static FeatureSet fitted;
  private static Path records;

  @BeforeAll
  static void makeRecords() throws IOException {
    example = Example.of("deferred-payment", "sample.jsonl.gz");
    fitted = example.fitted();
    records = example.writeTo(folder.resolve("records.jsonl"));
  }

  private static Cluster.Job trainData(Cluster cluster, Path output, List<String> settings)
      throws IOException {
    return cluster.start(
        settings,
        "train-data",
        "--definition=" + example.definition().toAbsolutePath(),
        "--input=" + records,
        "--output=" + output);
  }

  @Test
  void theFilesAndVectorsAreThoseOfOneMachine() throws Exception {
    Path output = folder.resolve("plain");
    try (Cluster cluster = new Cluster(folder.resolve("plain-home"))) {
      trainData(cluster, output, PARTS).await();
    }
    assertSame(output);
  }

  @Test
  void aTaskThatRunsTwiceCountsOnce() throws Exception {
    Path output = folder.resolve("speculative");
    List<String> settings = new ArrayList<>(PARTS);
    settings.add("spark.speculation=true");
    settings.add("spark.speculation.interval=10ms");
    settings.add("spark.speculation.multiplier=1");
    settings.add("spark.speculation.quantile=0.1");
    settings.add("spark.speculation.minTaskRuntime=1ms");
    try (Cluster cluster = new Cluster(folder.resolve("speculative-home"))) {
      trainData(cluster, output, settings).await();
    }
    assertSame(output);
  }

  @Test
  void aWorkerMayBeLost() throws Exception {
    Path output = folder.resolve("lost");
    try (Cluster cluster = new Cluster(folder.resolve("lost-home"))) {
      Cluster.Job job = trainData(cluster, output, PARTS);
      // Both are at work once there is something of the vectors.
      while (job.process().isAlive() && !Files.exists(output.resolve("features/_SUCCESS"))) {
        Thread.onSpinWait();
      }
      cluster.killOneWorker();
      job.await();
    }
    assertSame(output);
  }

  private static void assertSame(Path output) throws IOException {
    Example.assertFiles(fitted.files(), output.resolve("features"));
    List<String> vectors = new ArrayList<>();
    try (Stream<Path> parts = Files.list(output.resolve("vectors"))) {
      for (Path part : parts.filter(p -> p.getFileName().toString().startsWith("part-")).toList()) {
        vectors.addAll(Files.readAllLines(part, StandardCharsets.US_ASCII));
      }
    }
    vectors.removeIf(line -> line.startsWith("#"));
    vectors.sort(null);
    List<String> expected = new ArrayList<>(Example.vectors(fitted, example.records()));
    expected.sort(null);
    assertEquals(expected, vectors);
  }
}
