package io.tandem.sharedfeatures.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of the synthetic orders, value by value, beside those of the program that made the
 * orders ({@code examples/deferred-payment/events.py}), which shares no code with them.
 */
class DeferredPaymentHistoryTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "deferred-payment");

  private static HistoryDefinition definition;
  private static List<String> records = List.of();
  private static List<String> otherOrders = List.of();
  private static List<String> events = List.of();
  private static List<String> expected = List.of();
  private static List<String> made = List.of();

  @BeforeAll
  static void read() throws IOException {
    definition = HistoryDefinition.read(Files.readAllBytes(EXAMPLE.resolve("history.json")));
    records = lines("sample.jsonl.gz");
    otherOrders = lines("other-orders.jsonl.gz");
    events = lines("events.jsonl.gz");
    expected = lines("expected.jsonl.gz");
    made = read(otherOrders, events).run();
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(EXAMPLE.resolve(name)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static InMemory read(List<String> others, List<String> happened) {
    InMemory histories = new InMemory(definition);
    records.forEach(line -> assertTrue(histories.record(line).isEmpty()));
    others.forEach(line -> assertTrue(histories.otherOrder(line).isEmpty()));
    happened.forEach(line -> assertTrue(histories.event(line).isEmpty()));
    return histories;
  }

  private static Json json(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return Json.read(bytes, JsonLimits.ofBytes(bytes.length));
  }

  private static Map<String, Json> fields(@Nullable Json json) {
    return new LinkedHashMap<>(json instanceof Json.Obj object ? object.fields() : Map.of());
  }

  @Test
  void everyValueIsThatOfTheProgramThatMadeTheOrders() {
    assertEquals(expected.size(), made.size());
    for (int i = 0; i < made.size(); i++) {
      Map<String, Json> wanted = fields(json(expected.get(i)));
      wanted.remove("order");
      Map<String, Json> order = fields(fields(json(made.get(i))).get("order"));
      for (String block : List.of("customer_history", "velocity")) {
        Map<String, Json> found = fields(order.getOrDefault(block, new Json.Null("")));
        // The shop's, and no event's.
        found.remove("credit_limit");
        assertEquals(
            wanted.containsKey(block) ? wanted.get(block).canonical() : "{}",
            Json.object(found).canonical(),
            block + " of record " + (i + 1));
      }
    }
  }

  @Test
  void allElseStaysAsItWasWritten() {
    for (int i = 0; i < made.size(); i++) {
      assertEquals(withoutBlocks(records.get(i)), withoutBlocks(made.get(i)));
    }
  }

  /** As text: blocks hold braces one level deep and none within texts. */
  private static String withoutBlocks(String record) {
    return record.replaceAll(
        ",\"(customer_history|velocity)\":(null|\\{([^{}]|\\{[^{}]*\\})*\\})", "");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theOrderOfTheInputIsOfNoImportance(long seed) {
    List<String> shuffledOthers = new java.util.ArrayList<>(otherOrders);
    List<String> shuffledEvents = new java.util.ArrayList<>(events);
    Collections.shuffle(shuffledOthers, new Random(seed));
    Collections.shuffle(shuffledEvents, new Random(seed));

    assertEquals(made, read(shuffledOthers, shuffledEvents).run());
  }
}
