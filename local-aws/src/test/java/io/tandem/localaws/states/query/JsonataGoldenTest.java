package io.tandem.localaws.states.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the reference implementation of JSONata makes of an expression is made of it here. */
final class JsonataGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/jsonata-2.2.2");

  private static List<Json.Obj> lines(String name) throws IOException {
    return Files.readAllLines(GOLDEN.resolve(name)).stream()
        .map(
            line ->
                (Json.Obj)
                    Json.read(line.getBytes(StandardCharsets.UTF_8), JsonLimits.ofBytes(1 << 20)))
        .toList();
  }

  private static Map<String, Json> bindings(Json.Obj line) {
    return ((Json.Obj) line.fields().getOrDefault("bindings", new Json.Null("$"))).fields();
  }

  private static String expression(Json.Obj line) {
    return ((Json.Text) line.fields().getOrDefault("expression", Json.text(""))).value();
  }

  /** A value, or that there is none. */
  private static String expected(Json.Obj line) {
    Json value = line.fields().get("value");
    return value == null ? "no value" : value.canonical();
  }

  private static String found(Queries queries, String expression, Map<String, Json> bindings)
      throws InterruptedException {
    try {
      return queries.evaluate(expression, bindings).canonical();
    } catch (QueryException e) {
      return "no value";
    }
  }

  @Test
  void randomExpressions() throws Exception {
    List<String> different = new ArrayList<>();
    int values = 0;
    try (var queries = new Queries()) {
      for (Json.Obj line : lines("random.jsonl")) {
        String expression = expression(line);
        String found = found(queries, expression, bindings(line));
        values += found.equals("no value") ? 0 : 1;
        if (!found.equals(expected(line))) {
          different.add(expression + ": expected " + expected(line) + ", found " + found);
        }
      }
    }

    assertEquals(List.of(), different);
    assertTrue(values > 1500, "only " + values + " have values");
  }

  @Test
  void theExpressionsOfTheWorkflow() throws Exception {
    List<Json.Obj> lines = lines("workflow.jsonl");
    Map<String, Json> bindings = bindings(lines.getFirst());
    List<String> different = new ArrayList<>();
    try (var queries = new Queries()) {
      for (Json.Obj line : lines.subList(1, lines.size())) {
        String found = found(queries, expression(line), bindings);
        if (!found.equals(expected(line))) {
          different.add(expression(line) + ": expected " + expected(line) + ", found " + found);
        }
      }
    }

    assertEquals(List.of(), different);
    assertTrue(lines.size() > 100);
  }
}
