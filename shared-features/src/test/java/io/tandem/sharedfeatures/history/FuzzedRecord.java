package io.tandem.sharedfeatures.history;

import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A record as it went in; a slow reader of JSON says what may differ when it comes out. */
record FuzzedRecord(String json) {
  /**
   * Runs the shop. Each line must be one of the records, in their order; records are missing only
   * where one was refused later, as another order has its number.
   *
   * @return what came out
   */
  static List<String> check(
      HistoryDefinition definition, List<FuzzedRecord> records, InMemory shop) {
    List<String> written = shop.run();
    Iterator<FuzzedRecord> next = records.iterator();
    for (String line : written) {
      boolean found = false;
      while (!found && next.hasNext()) {
        found = next.next().isIn(line, definition);
      }
      if (!found) {
        throw new AssertionError("is none of the records with its blocks: " + line);
      }
    }
    if (written.size() < records.size() && !shop.findings.contains(Finding.OTHER_ORDER)) {
      throw new AssertionError("records are missing: " + written);
    }
    return written;
  }

  /** Whether the other one has the same values, but for what the definition computes. */
  private boolean isIn(String written, HistoryDefinition definition) {
    Json after = tree(written).orElseThrow(() -> new AssertionError("is no JSON: " + written));
    // Twice the same name, which readers of orders allow where they read nothing.
    return tree(json)
        .map(before -> others(before, definition).equals(others(after, definition)))
        .orElse(true);
  }

  private static Optional<Json> tree(String json) {
    String bare = json.startsWith("\ufeff") ? json.substring(1) : json;
    byte[] bytes = bare.getBytes(StandardCharsets.UTF_8);
    try {
      return Optional.of(Json.read(bytes, JsonLimits.ofBytes(bytes.length)));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  private static String others(Json record, HistoryDefinition definition) {
    return withoutBlocks(record, definition.orders().path().steps(), definition).compact();
  }

  private static Json withoutBlocks(Json value, List<String> path, HistoryDefinition definition) {
    if (!(value instanceof Json.Obj object)) {
      return value;
    }
    Map<String, Json> fields = new LinkedHashMap<>(object.fields());
    if (path.isEmpty()) {
      if (definition.hasCustomers()) {
        remove(fields, "customer_history", CustomerHistory.FIELDS);
      }
      Set<String> keys = new HashSet<>();
      definition.velocity().forEach(key -> keys.add(key.name()));
      if (!keys.isEmpty()) {
        remove(fields, "velocity", keys);
      }
    } else {
      fields.computeIfPresent(
          path.get(0),
          (name, inner) -> withoutBlocks(inner, path.subList(1, path.size()), definition));
    }
    return new Json.Obj(object.at(), fields);
  }

  /** The block goes to the end, and with it what nobody computes: a new one stands there. */
  private static void remove(Map<String, Json> fields, String block, Set<String> computed) {
    if (fields.remove(block) instanceof Json.Obj object) {
      Map<String, Json> kept = new LinkedHashMap<>(object.fields());
      kept.keySet().removeAll(computed);
      if (!kept.isEmpty()) {
        fields.put(block, new Json.Obj(object.at(), kept));
      }
    }
  }
}
