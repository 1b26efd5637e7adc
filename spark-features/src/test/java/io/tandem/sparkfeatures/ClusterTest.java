package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.drift.DriftMonitor;
import io.tandem.sharedfeatures.drift.ProfileReport;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several JVMs, as on a real cluster: each has hash orders of its own. */
@DisabledIf(value = "isTooNew", disabledReason = "Spark 3.5 needs an older Java")
class ClusterTest {
  private static final List<String> PARTS = List.of("spark.sql.files.maxPartitionBytes=524288");

  @TempDir private static Path folder;

  private static Example example;
  private static FeatureSet fitted;
  private static Path records;
  private static Path features;
  private static Cluster cluster;

  /** Another Spark than that of the module has another range of Javas. */
  static boolean isTooNew() {
    boolean isOfModule = System.getProperty("tandem.spark.jars", "").isEmpty();
    return isOfModule && Runtime.version().feature() >= 24;
  }

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(folder.resolve("home"));
    example = Example.of("deferred-payment", "sample.jsonl.gz");
    fitted = example.fitted();
    records = example.writeTo(folder.resolve("records.jsonl"));
    features = folder.resolve("features");
    fitted.write(features);
  }

  @AfterAll
  static void stop() {
    cluster.close();
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
    trainData(cluster, output, PARTS).await();

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

    trainData(cluster, output, settings).await();

    assertSame(output);
  }

  @Test
  void aWorkerMayBeLost() throws Exception {
    Path output = folder.resolve("lost");
    try (Cluster smaller = new Cluster(folder.resolve("smaller"))) {
      Cluster.Job job = trainData(smaller, output, PARTS);
      // Both are at work once there is something of the vectors.
      while (job.process().isAlive() && !Files.exists(output.resolve("features/_SUCCESS"))) {
        Thread.onSpinWait();
      }
      smaller.killOneWorker();
      job.await();
    }
    assertSame(output);
  }

  /** Files and shuffles have so many parts. */
  private static List<String> inPartitions(int partitions, Path largest) throws IOException {
    return List.of(
        "spark.sql.files.maxPartitionBytes=" + (Files.size(largest) / partitions + 1),
        "spark.sql.files.minPartitionNum=1",
        "spark.sql.shuffle.partitions=" + partitions,
        "spark.sql.adaptive.enabled=false");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void historiesAreThoseOfOneMachine(int partitions) throws Exception {
    HistoryExample orders =
        HistoryExample.unpackedIn(Files.createDirectories(folder.resolve("history")));
    Path output = folder.resolve("histories-" + partitions);

    cluster
        .start(
            inPartitions(partitions, Path.of(orders.input("sample"))),
            "history",
            "--definition=" + HistoryExample.DEFINITION.toAbsolutePath(),
            "--input=" + orders.input("sample"),
            "--other-orders=" + orders.input("other-orders"),
            "--events=" + orders.input("events"),
            "--output=" + output)
        .await();

    assertEquals(orders.onOneMachine(orders.records()), HistoryExample.lines(output));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void theDriftIsThatOfOneMachine(int partitions) throws Exception {
    DriftMonitor expected = DriftMonitor.ofRecords(fitted);
    for (String line : example.records()) {
      byte[] record = line.getBytes(StandardCharsets.UTF_8);
      expected.observe(record, 0, record.length);
    }

    List<String> said =
        cluster
            .start(
                inPartitions(partitions, records),
                "profile",
                "--records",
                "--json",
                "--features=" + features,
                "--input=" + records)
            .await();

    String json = ProfileReport.driftJson(expected).stripTrailing();
    assertTrue(said.contains(json), () -> String.join("\n", said));
  }

  private static Cluster.Job extract(String output, Path input, String... settings)
      throws IOException {
    return cluster.start(
        List.of(settings),
        "extract",
        "--features=" + features,
        "--input=" + input,
        "--output=" + folder.resolve(output));
  }

  private static void assertStarts(String expected, String failure) {
    String main = "Exception in thread \"main\" io.tandem.sparkfeatures.JobFailure: ";
    assertTrue(failure.startsWith(main + expected), failure);
    assertFalse(failure.contains("\tat "), failure);
  }

  @Test
  void aRecordThatEndsAJobOnAnExecutorIsNamed() throws Exception {
    Path bad = folder.resolve("bad.jsonl");
    Files.write(bad, List.of(example.records().get(0), "{"));

    String failure = extract("bad", bad, "spark.sql.files.minPartitionNum=1").awaitFailure();

    assertStarts("extract: file:" + bad + ":2: ", failure);
    assertFalse(Files.exists(folder.resolve("bad/_SUCCESS")));
  }

  @Test
  @Tag("long")
  void executorsWithoutTheJarAreNamed() throws Exception {
    String failure =
        extract("no-jar", records, "spark.executor.extraClassPath=/none").awaitFailure();

    assertStarts("extract: an executor has no spark-features.jar, or another one than", failure);
  }

  @Test
  @Tag("long")
  void executorsWithOtherRulesAreNamed() throws Exception {
    Path rules = Path.of("io", "tandem", "sharedfeatures", "order", "zones.txt");
    Path others = folder.resolve("others");
    Files.createDirectories(others.resolve(rules).getParent());
    String zones =
        Files.readString(Path.of("../shared-features/src/main/resources").resolve(rules));
    Files.writeString(others.resolve(rules), zones.replaceFirst("version \\w+", "version 1999x"));
    String classPath = others + File.pathSeparator + cluster.application();

    String failure =
        extract("others-out", records, "spark.executor.extraClassPath=" + classPath).awaitFailure();

    assertStarts("extract: an executor makes other vectors (semantics ", failure);
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
