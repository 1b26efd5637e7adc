package io.tandem.localaws.states.definition;

import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Optional;

/** A state, as it is written; texts in <code>{% %}</code> are expressions. */
public sealed interface State {
  String name();

  /** As the language, and the history's events, call it. */
  default String type() {
    return switch (this) {
      case MapState _ -> "Map";
      default -> getClass().getSimpleName();
    };
  }

  record Task(
      String name,
      TaskResource resource,
      Json arguments,
      Optional<Json> timeout,
      Flow flow,
      Faults faults)
      implements State {}

  record Pass(String name, Flow flow) implements State {}

  record Wait(String name, Json seconds, Flow flow) implements State {}

  record Succeed(String name, Flow flow) implements State {}

  record Fail(String name, Optional<Json> error, Optional<Json> cause) implements State {}

  /**
   * @param otherwise empty when there is no Default
   */
  record Choice(String name, List<Rule> rules, Optional<Flow> otherwise) implements State {}

  record Rule(Json condition, Flow flow) {}

  /**
   * @param arguments empty for the state's input
   */
  record Parallel(
      String name, List<Machine> branches, Optional<Json> arguments, Flow flow, Faults faults)
      implements State {}

  /**
   * @param items empty for the state's input
   * @param selector what a processor gets; empty for the item
   * @param concurrency 0 for any number
   */
  record MapState(
      String name,
      Optional<Json> items,
      Optional<Json> selector,
      Machine processor,
      Json concurrency,
      Flow flow,
      Faults faults)
      implements State {}
}
