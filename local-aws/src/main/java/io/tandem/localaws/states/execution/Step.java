package io.tandem.localaws.states.execution;

import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.Optional;

/**
 * What a state comes to.
 *
 * @param assigned variables that are set for the next state
 * @param next empty at an end
 */
record Step(Data output, Map<String, Json> assigned, Optional<String> next) {}
