package io.tandem.sparkfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static LocalSpark spark;

  @TempDir private static Path folder;

  private static HistoryExample example;

  @BeforeAll
  static void start() throws IOException {
    spark = new LocalSpark();
    example = HistoryExample.unpackedIn(folder);
  }

  @AfterAll
  static void stop() {
    spark.close();
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
        "--definition=" + HistoryExample.DEFINITION,
        "--input=" + example.input("sample"),
        "--other-orders=" + example.input("other-orders"),
        "--events=" + example.input("events"),
        "--output=" + output);

    assertEquals(example.onOneMachine(example.records()), HistoryExample.lines(output));
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
        example.records().stream().map(line -> line.replace("\":{", "\":\r\n{") + "\n").toList();

    LocalSpark.run(
        "history",
        "--definition=" + HistoryExample.DEFINITION,
        "--column=order_json",
        "--input=" + table("records", printed),
        "--other-orders=" + table("others", example.otherOrders()),
        "--events=" + table("events", example.events()),
        "--output=" + output);

    List<String> expected =
        example.onOneMachine(
            example.records().stream().map(line -> line.replace("\":{", "\":  {") + " ").toList());
    assertEquals(expected, HistoryExample.lines(output));
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
    String other = example.records().get(1).replaceFirst("\"amount\":[0-9.]+", "\"amount\":999999");
    List<String> lines =
        List.of(example.records().get(0), "{", example.records().get(1), "{", other);
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
                    "--definition=" + HistoryExample.DEFINITION,
                    "--input=" + input,
                    "--events=" + example.input("events"),
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
            "--definition=" + HistoryExample.DEFINITION,
            "--input=" + input,
            "--events=" + example.input("events"),
            "--output=" + output,
            "--skip-rejected");

    assertTrue(said.contains("history: 2 lines were left out"), said);
    assertTrue(said.contains("bad.jsonl:2: "), said);
    assertTrue(said.contains("bad.jsonl:5: has the id of another order"), said);
    assertTrue(said.contains("is of an order that is not among the orders (and "), said);
    assertTrue(said.contains("records=2"), said);
    assertEquals(2, HistoryExample.lines(output).size());
  }

  @Test
  void eventsThatWereForgottenAreTold() {
    JobFailure failure =
        assertThrows(
            JobFailure.class,
            () ->
                LocalSpark.run(
                    "history",
                    "--definition=" + HistoryExample.DEFINITION,
                    "--input=" + example.input("sample"),
                    "--output=" + folder.resolve("forgotten")));

    assertEquals(
        "history: "
            + HistoryExample.DEFINITION
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
                    "--definition=" + HistoryExample.DEFINITION,
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
                    "--definition=" + HistoryExample.DEFINITION,
                    "--input=" + input,
                    "--events=" + example.input("events"),
                    "--output=" + output));

    assertEquals("history: no record to write; nothing was written", failure.getMessage());
    assertFalse(Files.exists(output));
  }
}
