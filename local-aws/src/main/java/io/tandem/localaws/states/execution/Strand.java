package io.tandem.localaws.states.execution;

import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One line of states that follow each other: a whole execution or a branch. For one thread. */
final class Strand {
  private static final int MAX_VARIABLES_BYTES = 10 << 20;

  final String place;

  /** What {@code $states.context.Map} is, within a Map. */
  final Optional<Json> map;

  private final Map<String, Json> outer;
  private final Map<String, Json> own = new LinkedHashMap<>();

  /** The id of the last event here. */
  long event;

  Strand(String place, Map<String, Json> outer, Optional<Json> map, long event) {
    this.place = place;
    this.outer = outer;
    this.map = map;
    this.event = event;
  }

  /** A branch of a state here: it reads what is set, and sets its own. */
  Strand branch(int index, Optional<Json> item) {
    return new Strand(place + "/" + index, variables(), item.or(() -> map), event);
  }

  /** All that expressions see. */
  Map<String, Json> variables() {
    Map<String, Json> all = new HashMap<>(outer);
    all.putAll(own);
    return all;
  }

  Map<String, Json> own() {
    return Map.copyOf(own);
  }

  void assign(Map<String, Json> values) throws StateException {
    own.putAll(values);
    long bytes = 0;
    for (Json value : own.values()) {
      bytes += Data.of(value).bytes();
    }
    checkVariables(bytes);
  }

  static void checkVariables(long bytes) throws StateException {
    if (bytes > MAX_VARIABLES_BYTES) {
      throw new StateException(Faults.DATA_LIMIT, "The variables have more than 10 MiB together.");
    }
  }

  void restore(Map<String, Json> values) {
    own.putAll(values);
  }
}
