package io.tandem.sharedfeatures.history;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** A definition that reads flat orders and events, and such lines. Times are hours. */
final class SmallShop {
  private static final String TEXT =
      """
      {"dialect": 2,
       "orders": {
         "path": "$",
         "sources": {
           "id": {"path": "$.id", "type": "text", "required": true},
           "time": {"path": "$.time", "type": "instant", "required": true},
           "known": {"path": "$.known", "type": "instant"},
           "who": {"path": "$.who", "type": "text"},
           "amount": {"path": "$.amount", "type": "number", "default": 10},
           "later": {"path": "$.later", "type": "number"},
           "pieces": {"path": "$.pieces", "type": "integer"},
           "ip": {"path": "$.ip", "type": "text"}},
         "id": "id", "time": "time", "known_at": "known", "customer": "who", "account": "who",
         "amount": "amount", "deferred": "later", "items": "pieces"},
       "velocity": {"ip": {"key": "ip", "orders": ["1h", "24h"], "accounts": ["24h"]}},
       "events": {
         "sources": {
           "kind": {"path": "$.kind", "type": "text"},
           "order": {"path": "$.order", "type": "text"},
           "time": {"path": "$.time", "type": "instant"},
           "known": {"path": "$.known", "type": "instant"},
           "due": {"path": "$.due", "type": "instant"},
           "items": {"path": "$.items", "type": "integer"},
           "level": {"path": "$.level", "type": "integer"}},
         "kind": "kind", "order": "order", "time": "time", "known_at": "known", "due": "due",
         "items": "items", "level": "level"}}
      """;

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private SmallShop() {}

  static HistoryDefinition definition() {
    return HistoryDefinition.read(json());
  }

  static byte[] json() {
    return TEXT.getBytes(StandardCharsets.UTF_8);
  }

  /** Of 2026. */
  static String hour(double hour) {
    return BEGIN.plus(Duration.ofSeconds(Math.round(hour * 3_600))).toString();
  }

  /**
   * @param more fields, each with a comma before it
   */
  static String order(String id, double hour, String more) {
    return "{\"id\":\"%s\",\"time\":\"%s\"%s}".formatted(id, hour(hour), more);
  }

  static String who(String customer) {
    return ",\"who\":\"" + customer + '"';
  }

  static String ip(String ip) {
    return ",\"ip\":\"" + ip + '"';
  }

  /**
   * @param more fields, each with a comma before it
   */
  static String event(String kind, String order, double hour, String more) {
    return "{\"kind\":\"%s\",\"order\":\"%s\",\"time\":\"%s\"%s}"
        .formatted(kind, order, hour(hour), more);
  }

  static String known(double hour) {
    return ",\"known\":\"" + hour(hour) + '"';
  }

  static String due(double hour) {
    return ",\"due\":\"" + hour(hour) + '"';
  }
}
