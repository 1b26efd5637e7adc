package io.tandem.sharedfeatures.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a source has no value, of one order and counted over many. */
class MissingReasonsTest {
  private static final String SOURCES =
      """
      {
        "n": {"path": "$.a.n", "type": "number", "range": [0, 10], "default": 5, "wrong_type": "missing", "out_of_range": "missing"},
        "i": {"path": "$.a.i", "type": "integer", "wrong_type": "missing", "out_of_range": "missing"},
        "s": {"path": "$.s", "type": "text", "wrong_type": "missing"},
        "time": {"path": "$.time", "type": "instant", "wrong_type": "missing"},
        "zone": {"path": "$.zone", "type": "zone", "wrong_type": "missing"},
        "v": {"path": "$.l[*].v", "type": "number", "range": [0, 10], "wrong_type": "missing", "out_of_range": "missing"},
        "k": {"path": "$.l[*].o.k", "type": "text", "wrong_type": "missing"}
      }
      """;

  private static final List<String> NAMES = List.of("n", "i", "s", "time", "zone", "v", "k");

  private static OrderReader reader(String sources) {
    FeatureDefinition definition =
        Sample.read(sources, "{\"name\": \"f\", \"value\": \"missing_count(n)\"}");
    return new OrderReader(definition.orderTree(), OrderParsers.factory());
  }

  private static String read(OrderReader reader, String order) {
    byte[] bytes = Sample.bytes(order);
    return String.valueOf(reader.read(bytes, 0, bytes.length));
  }

  /** Those that were not read: {@code n ABSENT, v[1] EMPTY}. */
  private static String causes(OrderReader reader) {
    List<String> causes = new ArrayList<>();
    for (int slot = 0; slot < NAMES.size(); slot++) {
      if (reader.missingReason(slot) != MissingReason.READ) {
        causes.add(NAMES.get(slot) + " " + reader.missingReason(slot));
      }
      for (int i = 0; slot >= 5 && i < reader.row.lengths[0]; i++) {
        if (reader.missingReason(slot, i) != MissingReason.READ) {
          causes.add(NAMES.get(slot) + "[" + i + "] " + reader.missingReason(slot, i));
        }
      }
    }
    return String.join(", ", causes);
  }

  /** Missing, wrong type, out of range, unknown: {@code n 1 0 0}, {@code zone 0 0 0 1}. */
  private static String counts(SourceCounts counts) {
    List<String> found = new ArrayList<>();
    for (int slot = 0; slot < NAMES.size(); slot++) {
      String figures =
          counts.missing(slot) + " " + counts.wrongType(slot) + " " + counts.outOfRange(slot);
      long unknown = counts.unknownZone(slot);
      figures += unknown == 0 ? "" : " " + unknown;
      if (!figures.equals("0 0 0")) {
        found.add(NAMES.get(slot) + " " + figures);
      }
    }
    return String.join(", ", found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": {"n": 1, "i": 2}}                         | s ABSENT, time ABSENT, zone ABSENT, v ABSENT, k ABSENT | s 1 0 0, time 1 0 0, zone 1 0 0
          {"a": {"n": null, "i": 1.5}, "s": " ", "l": []} | n EMPTY, i WRONG_TYPE, s EMPTY, time ABSENT, zone ABSENT, v ABSENT, k ABSENT | n 1 0 0, i 0 1 0, s 1 0 0, time 1 0 0, zone 1 0 0
          {"a": {"n": 11, "i": 1e400}, "s": "\\ud800"}    | n OUT_OF_RANGE, i OUT_OF_RANGE, s WRONG_TYPE, time ABSENT, zone ABSENT, v ABSENT, k ABSENT | n 0 0 1, i 0 0 1, s 0 1 0, time 1 0 0, zone 1 0 0
          {"a": 5, "s": {}, "time": "x", "zone": "x/y"}   | n WRONG_TYPE, i WRONG_TYPE, s WRONG_TYPE, time WRONG_TYPE, zone UNKNOWN_ZONE, v ABSENT, k ABSENT | n 0 1 0, i 0 1 0, s 0 1 0, time 0 1 0, zone 0 0 0 1
          {"a": null, "s": "x", "time": null, "zone": "UTC", "l": {}} | n ABSENT, i ABSENT, time EMPTY, v WRONG_TYPE, k WRONG_TYPE | n 1 0 0, i 1 0 0, time 1 0 0, v 0 1 0, k 0 1 0
          {"a": {"n": 1, "i": 2}, "s": "x", "time": "2026-03-14T23:41:07Z", "zone": "UTC", "l": [{}, null, {"v": -1, "o": 5}, {"v": "", "o": {"k": ""}}, {"v": 0, "o": {"k": "k"}}]} | v[0] ABSENT, v[1] ABSENT, v[2] OUT_OF_RANGE, v[3] WRONG_TYPE, k[0] ABSENT, k[1] ABSENT, k[2] WRONG_TYPE, k[3] EMPTY | v 2 1 1, k 3 1 0
          """)
  void eachSourceKnowsWhyItHasNoValue(String order, String causes, String counts) {
    OrderReader reader = reader(SOURCES);

    assertEquals("null", read(reader, order));

    assertEquals(causes, causes(reader));
    assertEquals(counts, counts(reader.counts));
  }

  @Test
  void countsAddUpFromOrderToOrder() {
    OrderReader reader = reader(SOURCES);
    for (int i = 0; i < 10; i++) {
      read(
          reader,
          "{\"a\": {\"i\": 1}, \"s\": \"x\", \"l\": [{\"v\": 11}, {\"v\": 12, \"o\": {\"k\":"
              + " \"k\"}}]}");
    }

    assertEquals(10, reader.counts.orders());
    assertEquals("n 10 0 0, time 10 0 0, zone 10 0 0, v 0 0 20, k 10 0 0", counts(reader.counts));
  }

  /** What comes after the fault is not known, and what came before it may be there twice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": {"n": "x"}}                          | n 0 1 0
          {"a": {"n": 1, "i": "x"}, "s": "y"}        | i 0 1 0
          {"a": {"n": 12}}                           | n 0 0 1
          {"a": 5}                                   | n 0 1 0, i 0 1 0
          {"s": "x"}                                 | n 1 0 0
          {"a": {"n": null}}                         | n 1 0 0
          {"a": {"n": 1}, "l": [{"v": 1}, {}]}       | v 1 0 0
          {"a": {"n": 1}, "l": [{"v": 1}, {"v": 11}]}| v 0 0 1
          {"a": {"n": 1}, "l": []}                   | v 1 0 0
          {"a": {"n": 1}, "l": 5}                    | v 0 1 0, k 0 1 0
          {"a": {"n": 1}                             | ``
          """)
  void ofARejectedOrderItsFaultCounts(String order, String counts) {
    OrderReader reader =
        reader(
            SOURCES
                .replace(", \"wrong_type\": \"missing\"", "")
                .replace(", \"out_of_range\": \"missing\"", "")
                .replace("\"default\": 5", "\"required\": true")
                .replace(
                    "\"type\": \"number\", \"range\": [0, 10]}",
                    "\"type\": \"number\", \"range\": [0, 10], \"required\": true}"));

    assertEquals("$", read(reader, order).substring(0, 1));

    assertEquals(counts, counts(reader.counts));
    assertEquals(0, reader.counts.orders());
  }
}
