package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryCommandTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "deferred-payment");
  private static final Path DEFINITION = EXAMPLE.resolve("history.json");

  @TempDir private Path directory;

  /** Whatever a command came to. */
  @AfterEach
  void nothingIsLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of(),
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".part") || name.startsWith("."))
              .toList());
    }
  }

  private static Ran history(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("history", "--definition", DEFINITION));
    all.addAll(List.of(arguments));
    return Ran.command(all.toArray());
  }

  private static Ran withEvents(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("--events", EXAMPLE.resolve("events.jsonl.gz")));
    all.addAll(List.of(arguments));
    return history(all.toArray());
  }

  private static void assertFails(String expected, Ran ran) {
    assertEquals(1, ran.status(), ran::toString);
    assertEquals(List.of("history: " + expected), ran.err());
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Map<String, Json> fields(@Nullable Json json) {
    return new LinkedHashMap<>(json instanceof Json.Obj object ? object.fields() : Map.of());
  }

  private static Json json(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return Json.read(bytes, JsonLimits.ofBytes(bytes.length));
  }

  /** What a record says of itself and of what came before it. */
  private static String told(String record) {
    Map<String, Json> order = fields(fields(json(record)).get("order"));
    Map<String, Json> told = new LinkedHashMap<>();
    told.put("order", fields(order.get("event")).get("transaction_id"));
    for (String name : List.of("customer_history", "velocity")) {
      if (order.get(name) instanceof Json.Obj block) {
        Map<String, Json> computed = fields(block);
        computed.remove("credit_limit");
        told.put(name, Json.object(computed));
      }
    }
    return Json.object(told).canonical();
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void recordsGetWhatTheProgramThatMadeThemKnows(int threads) throws IOException {
    Path output = directory.resolve("records.jsonl");

    Ran ran =
        history(
            "--events",
            EXAMPLE.resolve("events.jsonl.gz"),
            "--other-orders",
            EXAMPLE.resolve("other-orders.jsonl.gz"),
            "--output",
            output,
            "--threads",
            threads,
            EXAMPLE.resolve("sample.jsonl.gz"));

    assertEquals(0, ran.status(), ran::toString);
    assertEquals(
        lines(EXAMPLE.resolve("expected.jsonl.gz")).stream()
            .map(line -> json(line).canonical())
            .toList(),
        Files.readAllLines(output).stream().map(HistoryCommandTest::told).toList());
    assertTrue(
        ran.err().getLast().startsWith("history: wrote " + output + ": records=2000 "),
        ran::toString);
    assertTrue(
        ran.err().stream().anyMatch(line -> line.contains("is of an order that is not among")),
        ran::toString);
  }

  @Test
  void allLinesThatCannotBeUsedAreToldAtOnce() throws IOException {
    List<String> records = lines(EXAMPLE.resolve("sample.jsonl.gz"));
    Path input = file("records.jsonl", records.get(0), "{", records.get(1));
    String event = "{\"kind\":\"%s\",\"order\":\"1\",\"time\":\"2026-01-01T00:00:00%s\"}";
    Path events =
        file(
            "events.jsonl",
            event.formatted("paid", ""),
            event.formatted("lost", "Z"),
            event.formatted("paid", ""));
    Path output = directory.resolve("out.jsonl");

    Ran ran = history("--events", events, "--output", output, input);

    assertEquals(1, ran.status());
    assertEquals("history: 4 lines cannot be used; nothing was written", ran.err().get(0));
    assertEquals(
        "  "
            + events
            + ":1: $.time expected a date and time with offset, as 2026-03-14T23:41:07+01:00 (and 1"
            + " more like it)",
        ran.err().get(1));
    assertTrue(ran.err().get(2).startsWith("  " + input + ":2: $ "), ran::toString);
    assertTrue(ran.err().get(3).startsWith("  " + events + ":2: $ events.kind: expected one of "));
    assertFalse(Files.exists(output));

    Ran skipping = history("--events", events, "--output", output, "--skip-rejected", input);
    assertEquals(0, skipping.status(), skipping::toString);
    assertEquals(2, Files.readAllLines(output).size());
  }

  @Test
  void twoOrdersWithOneIdAreNamed() throws IOException {
    String record = lines(EXAMPLE.resolve("sample.jsonl.gz")).get(0);
    Path input =
        file("records.jsonl", record, record.replaceFirst("\"amount\":[0-9.]+", "\"amount\":1"));
    Path output = directory.resolve("out.jsonl");
    String words = ": has the id of another order, with other values";

    Path events = EXAMPLE.resolve("events.jsonl.gz");

    Ran ran = history("--events", events, "--output", output, input);

    assertEquals(1, ran.status());
    assertEquals("history: " + input + ":1" + words, ran.err().getLast());
    assertFalse(Files.exists(output));
    Ran skipping = history("--events", events, "--output", output, "--skip-rejected", input);
    assertEquals(0, skipping.status(), skipping::toString);
    assertTrue(skipping.err().contains("history: " + input + ":1" + words), skipping::toString);
    assertEquals(1, Files.readAllLines(output).size());
  }

  @Test
  void aRecordThatIsTooLongIsNamed() throws IOException {
    Path input = file("long.jsonl", " ".repeat(30 << 20));

    Ran ran = withEvents("--output", directory.resolve("out.jsonl"), input);

    assertEquals(1, ran.status());
    assertTrue(ran.err().getLast().contains("long.jsonl:1: longer than "), ran::toString);
  }

  @Test
  void allProblemsOfTheDefinitionAreTold() throws IOException {
    Path definition = file("history.json", "{\"dialect\":2,\"orders\":{\"path\":\"$\"}}");

    Ran ran =
        Ran.command(
            "history",
            "--definition",
            definition,
            "--output",
            directory.resolve("out.jsonl"),
            EXAMPLE.resolve("sample.jsonl.gz"));

    assertEquals(1, ran.status());
    assertTrue(ran.err().contains(definition + ": $.orders: lacks sources"), ran::toString);
    assertTrue(ran.err().contains(definition + ": $.orders: lacks id"), ran::toString);
  }

  @Test
  void eventsThatWereForgottenAreTold() {
    assertFails(
        DEFINITION
            + ": says what an event holds, and there are none: every history would be empty; give"
            + " --events",
        history("--output", directory.resolve("out.jsonl"), EXAMPLE.resolve("sample.jsonl.gz")));
  }

  @Test
  void recordsAreReadTwice() {
    Path output = directory.resolve("out.jsonl");

    assertFails(
        "standard input cannot be read twice; name files of records",
        withEvents("--output", output, "-"));
    assertFails(
        "/dev/null: is no regular file, and records are read twice; name files or folders",
        withEvents("--output", output, "/dev/null"));
  }

  @Test
  void standardInputIsReadOnce() {
    assertFails(
        "standard input can be read once; - may be given once",
        history(
            "--events",
            "-",
            "--other-orders",
            "-",
            "--output",
            directory.resolve("out.jsonl"),
            EXAMPLE.resolve("sample.jsonl.gz")));
  }

  @Test
  void theOutputIsNotAmongTheInput() throws IOException {
    String record = lines(EXAMPLE.resolve("sample.jsonl.gz")).get(0);
    Path folder = Files.createDirectory(directory.resolve("records"));
    Path input = Files.writeString(folder.resolve("records.jsonl"), record);

    Path within = folder.resolve("new.jsonl");
    assertFails(
        within + ": is among what is read, by " + folder + "; write to another place",
        withEvents("--output", within, folder));
    assertFails(
        input + ": is among what is read, by " + input + "; write to another place",
        withEvents("--output", input, input));
    assertEquals(record, Files.readString(input));
  }

  @Test
  void aFileThatIsNamedLikeAnUnfinishedOneStays() throws IOException {
    Path other = file("out.jsonl.part", "of somebody else");
    Path output = directory.resolve("out.jsonl");

    Ran ran = withEvents("--output", output, EXAMPLE.resolve("sample.jsonl.gz"));

    assertEquals(0, ran.status(), ran::toString);
    assertEquals("of somebody else\n", Files.readString(other));
    Files.delete(other);
  }
}
