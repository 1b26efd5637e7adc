package io.tandem.localaws.states.definition;

import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.Optional;

/**
 * States and where they begin: a machine, a branch, or what a Map does with an item.
 *
 * @param states by name
 * @param timeout in seconds; of a whole machine only
 */
public record Machine(String startAt, Map<String, State> states, Optional<Json> timeout) {
  public Machine {
    states = Map.copyOf(states);
  }

  /** The reader has refused targets that are not there. */
  public State state(String name) {
    State state = states.get(name);
    if (state == null) {
      throw new IllegalArgumentException("no state " + name);
    }
    return state;
  }
}
