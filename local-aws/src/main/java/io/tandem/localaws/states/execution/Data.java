package io.tandem.localaws.states.execution;

import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** A value with its text, which is written once and no longer than states may hand on. */
record Data(Json value, String text, int bytes) {
  static final int MAX_BYTES = 256 * 1024;

  /** What is deeper could not be read back from the journal. */
  private static final int MAX_DEPTH = 100;

  private static final JsonLimits LIMITS =
      new JsonLimits(MAX_BYTES, MAX_DEPTH, MAX_BYTES, MAX_BYTES, 400);

  /** Of an input that was read before. */
  static Json parse(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  static Data of(Json value) throws StateException {
    if (isDeeper(value, MAX_DEPTH)) {
      throw new StateException(
          Faults.DATA_LIMIT,
          "The state/task returned a result that is nested more than %d deep."
              .formatted(MAX_DEPTH));
    }
    String text = value.compact();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    check(bytes);
    return new Data(value, text, bytes);
  }

  /** Of a value, or of parts of one. */
  static void check(long bytes) throws StateException {
    if (bytes > MAX_BYTES) {
      throw new StateException(
          Faults.DATA_LIMIT,
          "The state/task returned a result with a size exceeding the maximum number of bytes service limit: %d, the limit is %d."
              .formatted(bytes, MAX_BYTES));
    }
  }

  private static boolean isDeeper(Json value, int levels) {
    Collection<Json> inner;
    switch (value) {
      case Json.Obj object -> inner = object.fields().values();
      case Json.Arr array -> inner = array.items();
      default -> {
        return false;
      }
    }
    return levels == 0 || inner.stream().anyMatch(item -> isDeeper(item, levels - 1));
  }
}
