package io.tandem.localaws.states.definition;

import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.Optional;

/**
 * How it goes on: what becomes of the result, which variables are set, and what is next.
 *
 * @param output empty for the result as it is
 * @param assign by variable
 * @param next empty at an end
 */
public record Flow(Optional<Json> output, Map<String, Json> assign, Optional<String> next) {
  public Flow {
    assign = Map.copyOf(assign);
  }
}
