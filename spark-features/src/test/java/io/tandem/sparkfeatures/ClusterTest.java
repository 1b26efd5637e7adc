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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs, as on a real cluster: each has hash orders of its own. */
@DisabledIf(value = "isTooNew", disabledReason = "Spark 3.5 needs an older Java")
class ClusterTest {
  private static final List<Integer> PARTITIONS = List.of(1, 2, 7, 64);
  private static final List<String> PARTS = List.of("spark.sql.files.maxPartitionBytes=524288");

  @TempDir private static Path folder;

  private static Example example;
  private static FeatureSet fitted;
  private static Path records;
  private static Path features;
  private static Example few;
  private static List<Example> others;
  private static HistoryExample orders;
  private static Cluster cluster;
  private static List<String> said;

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
    few = example.limit(48);
    others = Example.all().stream().map(all -> all.limit(300)).toList();
    orders = HistoryExample.unpackedIn(Files.createDirectories(folder.resolve("history")));
    said = cluster.start(splits()).await();
  }

  /** All in one driver, as its start and that of its executors take longer than the jobs. */
  private static Commands splits() throws IOException {
    Commands commands = new Commands();
    for (int parts : PARTITIONS) {
      add(commands, few, parts, folder.resolve("in-" + parts));
      addHistory(commands, orders, parts, folder.resolve("histories-" + parts));
      commands.add(
          inPartitions(parts, records),
          "profile",
          "--records",
          "--json",
          "--features=" + features,
          "--input=" + records);
    }
    for (Example other : others) {
      add(commands, other, 7, folder.resolve(other.name()));
    }
    return commands;
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

  private static void add(Commands commands, Example example, int parts, Path base)
      throws IOException {
    Path input = Files.createDirectories(base.resolve("input"));
    Path file = example.writeTo(input.resolve("records.jsonl"));
    Files.writeString(input.resolve("empty.jsonl"), "");
    Files.writeString(input.resolve("blank.jsonl"), "\n \n\r\n");
    commands.add(
        inPartitions(parts, file),
        "train-data",
        "--definition=" + example.definition().toAbsolutePath(),
        "--input=" + input,
        "--output=" + base.resolve("output"));
  }

  /** Made by the feature container's program, which scripts/spark-versions runs. */
  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tandem.spark.container", matches = ".+")
  void theFilesVectorsAndHistoriesAreThoseOfTheFeatureContainer() throws Exception {
    Path container = Path.of(System.getProperty("tandem.spark.container", ""));
    Path base = folder.resolve("container");
    Commands commands = new Commands();
    for (int parts : PARTITIONS) {
      add(commands, example, parts, base.resolve("in-" + parts));
      addHistory(commands, orders, parts, base.resolve("histories-" + parts));
    }
    cluster.start(commands).await();

    List<String> vectors = sorted(Files.readAllLines(container.resolve("vectors.csv")));
    List<String> histories = sorted(Files.readAllLines(container.resolve("history.jsonl")));
    for (int parts : PARTITIONS) {
      Path output = base.resolve("in-" + parts + "/output");
      Example.assertFiles(files(container.resolve("features")), output.resolve("features"));
      assertEquals(vectors, vectors(output.resolve("vectors")));
      assertEquals(histories, HistoryExample.lines(base.resolve("histories-" + parts)));
    }
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    assertTrue(files.containsKey("state.json"), () -> "" + files.keySet());
    return files;
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("#")).sorted().toList();
  }

  /** Of 64 parts, at least every fourth holds no record. */
  @Test
  void anySplitGivesTheFilesAndVectorsOfOneMachine() throws Exception {
    FeatureSet ofFew = few.fitted();
    for (int parts : PARTITIONS) {
      Path output = folder.resolve("in-" + parts + "/output");
      assertSame(few, ofFew, output);
      int written = parts(output.resolve("vectors")).size();
      assertTrue(
          parts == 64 ? written > 32 && written <= 48 : written == parts, () -> "" + written);
    }
    for (Example other : others) {
      assertSame(other, other.fitted(), folder.resolve(other.name() + "/output"));
    }
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

    assertSame(example, fitted, output);
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
    assertSame(example, fitted, output);
  }

  /** Files and shuffles have so many parts. */
  private static List<String> inPartitions(int partitions, Path largest) throws IOException {
    return List.of(
        "spark.sql.files.maxPartitionBytes=" + (Files.size(largest) / partitions + 1),
        "spark.sql.files.minPartitionNum=1",
        "spark.sql.shuffle.partitions=" + partitions,
        "spark.sql.adaptive.enabled=false");
  }

  private static void addHistory(Commands commands, HistoryExample orders, int parts, Path output)
      throws IOException {
    commands.add(
        inPartitions(parts, Path.of(orders.input("sample"))),
        "history",
        "--definition=" + HistoryExample.DEFINITION.toAbsolutePath(),
        "--input=" + orders.input("sample"),
        "--other-orders=" + orders.input("other-orders"),
        "--events=" + orders.input("events"),
        "--output=" + output);
  }

  @Test
  void historiesAreThoseOfOneMachine() throws Exception {
    List<String> expected = orders.onOneMachine(orders.records());
    for (int parts : PARTITIONS) {
      assertEquals(expected, HistoryExample.lines(folder.resolve("histories-" + parts)));
    }
  }

  @Test
  void theDriftIsThatOfOneMachine() throws Exception {
    DriftMonitor expected = DriftMonitor.ofRecords(fitted);
    for (String line : example.records()) {
      byte[] record = line.getBytes(StandardCharsets.UTF_8);
      expected.observe(record, 0, record.length);
    }

    String json = ProfileReport.driftJson(expected).stripTrailing();
    long times = said.stream().filter(json::equals).count();
    assertEquals(PARTITIONS.size(), times, () -> String.join("\n", said));
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

  private static void assertSame(Example example, FeatureSet fitted, Path output)
      throws IOException {
    Example.assertFiles(fitted.files(), output.resolve("features"));
    List<String> expected = sorted(Example.vectors(fitted, example.records()));
    assertEquals(expected, vectors(output.resolve("vectors")));
  }

  /** Sorted, without heads. */
  private static List<String> vectors(Path output) throws IOException {
    List<String> vectors = new ArrayList<>();
    for (Path part : parts(output)) {
      vectors.addAll(Files.readAllLines(part));
    }
    return sorted(vectors);
  }

  private static List<Path> parts(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }
}
