package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.history.HistoryDefinition;
import io.tandem.sharedfeatures.history.HistoryRows;
import io.tandem.sharedfeatures.history.KeyHistories;
import io.tandem.sharedfeatures.history.OrderLives;
import io.tandem.sharedfeatures.history.RecordBlocks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of a cluster are those of one machine. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class HistoryTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "deferred-payment");
  private static final Path DEFINITION = EXAMPLE.resolve("history.json");

  private static LocalSpark spark;

  @TempDir private static Path folder;

  private static List<String> records = List.of();
  private static List<String> otherOrders = List.of();
  private static List<String> events = List.of();

  @BeforeAll
  static void start() throws IOException {
    spark = new LocalSpark();
    records = unpack("sample");
    otherOrders = unpack("other-orders");
    events = unpack("events");
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  /** Into a file, as packed ones are not read in parts. */
  private static List<String> unpack(String name) throws IOException {
    Path packed = EXAMPLE.resolve(name + ".jsonl.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(folder.resolve(name + ".jsonl"), text);
      return text.lines().toList();
    }
  }

  private static String input(String name) {
    return folder.resolve(name + ".jsonl").toString();
  }

  /** The steps without a cluster between them. */
  private static List<String> onOneMachine(List<String> records) throws IOException {
    HistoryDefinition definition = HistoryDefinition.read(Files.readAllBytes(DEFINITION));
    HistoryRows reader = new HistoryRows(definition);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      byte[] place = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
      byte[] json = records.get(i).getBytes(StandardCharsets.UTF_8);
      reader.order(json, 0, json.length, place, true, rows::add);
    }
    for (String line : otherOrders) {
      byte[] json = line.getBytes(StandardCharsets.UTF_8);
      reader.order(json, 0, json.length, new byte[0], false, rows::add);
    }
    for (String line : events) {
      byte[] json = line.getBytes(StandardCharsets.UTF_8);
      reader.event(json, 0, json.length, new byte[0], rows::add);
    }
    List<byte[]> byKey = new ArrayList<>();
    OrderLives lives = new OrderLives(definition, byKey::add, (finding, place) -> {});
    rows.stream().sorted(Arrays::compareUnsigned).forEach(lives::accept);
    List<RecordBlocks> blocks = new ArrayList<>();
    records.forEach(record -> blocks.add(new RecordBlocks(definition)));
    KeyHistories histories =
        new KeyHistories(
            definition,
            (order, place, kind, part) ->
                blocks.get(ByteBuffer.wrap(place).getInt()).part(kind, part));
    byKey.stream().sorted(Arrays::compareUnsigned).forEach(histories::accept);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      byte[] record = records.get(i).getBytes(StandardCharsets.UTF_8);
      lines.add(new String(blocks.get(i).record(record).orElseThrow(), StandardCharsets.UTF_8));
    }
    return lines;
  }

  private static List<String> lines(Path output) throws IOException {
    assertTrue(Files.exists(output.resolve("_SUCCESS")));
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path part : files.filter(f -> f.getFileName().toString().startsWith("part-")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }

  private static void inPartitions(int partitions) throws IOException {
    spark.inParts(Files.size(folder.resolve("sample.jsonl")) / partitions + 1);
    spark.session().conf().set("spark.sql.shuffle.partitions", partitions);
    spark.session().conf().set("spark.sql.adaptive.enabled", false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64})
  void anySplitGivesTheLinesOfOneMachine(int partitions) throws IOException {
    inPartitions(partitions);
    Path output = folder.resolve("in-" + partitions);

    LocalSpark.run(
        "history",
        "--definition=" + DEFINITION,
        "--input=" + input("sample"),
        "--other-orders=" + input("other-orders"),
        "--events=" + input("events"),
        "--output=" + output);

    List<String> expected = new ArrayList<>(onOneMachine(records));
    List<String> found = lines(output);
    expected.sort(null);
    found.sort(null);
    assertEquals(expected, found);
  }

  private static String table(String name, List<String> lines) {
    String path = folder.resolve(name + ".parquet").toString();
    spark
        .session()
        .createDataset(lines, Encoders.STRING())
        .toDF("order_json")
        .write()
        .parquet(path);
    return path;
  }

  @Test
  void recordsOfATableThatArePrintedOverSeveralLinesAreWrittenOnOne() throws IOException {
    inPartitions(2);
    Path output = folder.resolve("of-tables");
    List<String> printed =
        records.stream().map(line -> line.replace("\":{", "\":\r\n{") + "\n").toList();

    LocalSpark.run(
        "history",
        "--definition=" + DEFINITION,
        "--column=order_json",
        "--input=" + table("records", printed),
        "--other-orders=" + table("others", otherOrders),
        "--events=" + table("events", events),
        "--output=" + output);

    List<String> expected =
        new ArrayList<>(
            onOneMachine(
                records.stream().map(line -> line.replace("\":{", "\":  {") + " ").toList()));
    List<String> found = lines(output);
    expected.sort(null);
    found.sort(null);
    assertEquals(expected, found);
  }

  /** What is said on standard error meanwhile. */
  private static String said(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      LocalSpark.run(arguments);
    } finally {
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private static Path bad() throws IOException {
    String other = records.get(1).replaceFirst("\"amount\":[0-9.]+", "\"amount\":999999");
    List<String> lines = List.of(records.get(0), "{", records.get(1), "{", other);
    return Files.write(folder.resolve("bad.jsonl"), lines);
  }

  @Test
  void theFirstLineThatCannotBeUsedEndsTheJob() throws IOException {
    inPartitions(1);
    Path input = bad();
    Path output = folder.resolve("none");

    JobFailure failure =
        assertThrows(
            JobFailure.class,
            () ->
                LocalSpark.run(
                    "history",
                    "--definition=" + DEFINITION,
                    "--input=" + input,
                    "--events=" + input("events"),
                    "--output=" + output));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.startsWith("history: file:" + input.toAbsolutePath() + ":2: $ "), message);
    assertFalse(Files.exists(output.resolve("_SUCCESS")));
  }

  @Test
  void linesThatCannotBeUsedAreLeftOutWhenTheyMay() throws IOException {
    inPartitions(1);
    Path input = bad();
    Path output = folder.resolve("skipped");

    String said =
        said(
            "history",
            "--definition=" + DEFINITION,
            "--input=" + input,
            "--events=" + input("events"),
            "--output=" + output,
            "--skip-rejected");

    assertTrue(said.contains("history: 2 lines were left out"), said);
    assertTrue(said.contains("bad.jsonl:2: "), said);
    assertTrue(said.contains("bad.jsonl:5: has the id of another order"), said);
    assertTrue(said.contains("is of an order that is not among the orders (and "), said);
    assertTrue(said.contains("records=2"), said);
    assertEquals(2, lines(output).size());
  }

  @Test
  void eventsThatWereForgottenAreTold() {
    JobFailure failure =
        assertThrows(
            JobFailure.class,
            () ->
                LocalSpark.run(
                    "history",
                    "--definition=" + DEFINITION,
                    "--input=" + input("sample"),
                    "--output=" + folder.resolve("forgotten")));

    assertEquals(
        "history: "
            + DEFINITION
            + ": says what an event holds, and there are none: every history would be empty; give"
            + " --events",
        failure.getMessage());
  }

  /** With adaptive execution, the default, a shuffle without rows makes the rest of the plan go. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(120)
  void noOrderIsNoOutput(boolean adaptive) throws IOException {
    inPartitions(1);
    spark.session().conf().set("spark.sql.adaptive.enabled", adaptive);
    Path input = Files.writeString(folder.resolve("rejected.jsonl"), "{\n{\n");
    Path noEvents = Files.writeString(folder.resolve("no-events.jsonl"), "");
    Path output = folder.resolve("rejected");

    JobFailure failure =
        assertThrows(
            JobFailure.class,
            () ->
                LocalSpark.run(
                    "history",
                    "--definition=" + DEFINITION,
                    "--input=" + input,
                    "--events=" + noEvents,
                    "--output=" + output,
                    "--skip-rejected"));

    assertEquals("history: no record to write; nothing was written", failure.getMessage());
    assertFalse(Files.exists(output));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(120)
  void noRecordIsNoOutput(boolean adaptive) throws IOException {
    inPartitions(1);
    spark.session().conf().set("spark.sql.adaptive.enabled", adaptive);
    Path input = Files.writeString(folder.resolve("empty.jsonl"), "\n");
    Path output = folder.resolve("empty");

    JobFailure failure =
        assertThrows(
            JobFailure.class,
            () ->
                LocalSpark.run(
                    "history",
                    "--definition=" + DEFINITION,
                    "--input=" + input,
                    "--events=" + input("events"),
                    "--output=" + output));

    assertEquals("history: no record to write; nothing was written", failure.getMessage());
    assertFalse(Files.exists(output));
  }
}
