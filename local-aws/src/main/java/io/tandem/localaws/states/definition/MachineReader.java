package io.tandem.localaws.states.definition;

import io.tandem.localaws.states.query.Queries;
import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads a definition, and finds all that is wrong with it. For many threads at once. */
public final class MachineReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 100, MAX_BYTES, 1024, 400);
  private static final int MAX_NAME = 80;
  private static final int MAX_PROBLEMS = 100;
  private static final double MAX_SECONDS = 99_999_999;

  private final Queries queries;
  private final ServiceModel sagemaker;

  /**
   * @param machine empty when there are problems
   */
  public record Reading(Optional<Machine> machine, List<Problem> problems) {}

  public MachineReader(Queries queries, ServiceModel sagemaker) {
    this.queries = queries;
    this.sagemaker = sagemaker;
  }

  public Reading read(String definition) {
    Json json;
    try {
      json = Json.read(definition.getBytes(StandardCharsets.UTF_8), LIMITS);
    } catch (InvalidJsonException e) {
      return refused(new Problem(Problem.JSON, "the definition " + e.getMessage(), "/"));
    }
    if (!(json instanceof Json.Obj object)) {
      return refused(new Problem(Problem.JSON, "Expected an object", "/"));
    }
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(object, "", new Fields.Checks(problems, queries));
    Machine machine = whole(fields);
    if (problems.isEmpty()) {
      return new Reading(Optional.of(machine), List.of());
    }
    return new Reading(
        Optional.empty(), problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
  }

  private static Reading refused(Problem problem) {
    return new Reading(Optional.empty(), List.of(problem));
  }

  private Machine whole(Fields fields) {
    fields.allow(
        "a state machine",
        Set.of("StartAt", "States", "QueryLanguage", "TimeoutSeconds", "Version"));
    if (!fields.text("QueryLanguage").orElse("").equals("JSONata")) {
      fields.problem(
          "The query language must be JSONata: \"QueryLanguage\": \"JSONata\"", "/QueryLanguage");
    }
    if (!fields.text("Version").orElse("1.0").equals("1.0")) {
      fields.problem("The version must be 1.0", "/Version");
    }
    fields.whole("TimeoutSeconds", 1, MAX_SECONDS, 1);
    Map<String, String> variables = new HashMap<>();
    Machine machine =
        machine(fields, variables).orElse(new Machine("", Map.of(), Optional.empty()));
    return new Machine(machine.startAt(), machine.states(), fields.find("TimeoutSeconds"));
  }

  /**
   * @param outer variables that an outer machine sets, with where it does
   */
  private Optional<Machine> machine(Fields fields, Map<String, String> outer) {
    fields.missing("States");
    String startAt = fields.required("StartAt");
    Optional<Json.Obj> found = fields.child("States");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.get().fields().isEmpty()) {
      fields.problem("The field 'States' must not be empty", "/States");
    }
    Map<String, String> variables = new HashMap<>(outer);
    found
        .get()
        .fields()
        .forEach((name, state) -> assigned(state, outer, variables, fields, "/States/" + name));
    var reader = new StateReader(sagemaker, inside -> machine(inside, variables));
    Map<String, State> states = new LinkedHashMap<>();
    found
        .get()
        .fields()
        .forEach(
            (name, state) -> {
              String path = "/States/" + name;
              if (name.isEmpty() || name.length() > MAX_NAME) {
                fields.problem("A state's name has 1 to 80 characters", path);
              }
              if (state instanceof Json.Obj object) {
                reader
                    .read(name, fields.at(object, path))
                    .ifPresent(read -> states.put(name, read));
              } else {
                fields.problem("Expected an object", path);
              }
            });
    targets(fields, startAt, states, found.get().fields().keySet());
    return Optional.of(new Machine(startAt, states, Optional.empty()));
  }

  /** Finds the variables that a state sets, those of an outer machine with a problem. */
  private static void assigned(
      Json state,
      Map<String, String> outer,
      Map<String, String> variables,
      Fields fields,
      String path) {
    if (!(state instanceof Json.Obj object)) {
      return;
    }
    if (object.fields().get("Assign") instanceof Json.Obj assign) {
      for (String name : assign.fields().keySet()) {
        if (outer.containsKey(name)) {
          fields.problem(
              "The variable '%s' is set outside, at %s: an inner state cannot set it"
                  .formatted(name, outer.get(name)),
              path + "/Assign/" + name);
        }
        variables.putIfAbsent(name, fields.location + path);
      }
    }
    for (String list : List.of("Choices", "Catch")) {
      if (object.fields().get(list) instanceof Json.Arr array) {
        for (int i = 0; i < array.items().size(); i++) {
          Json item = array.items().get(i);
          assigned(item, outer, variables, fields, "%s/%s/%d".formatted(path, list, i));
        }
      }
    }
  }

  /** That each target is there, and each state is one. */
  private static void targets(
      Fields fields, String startAt, Map<String, State> states, Set<String> names) {
    if (!startAt.isEmpty() && !names.contains(startAt)) {
      fields.missingTarget("There is no state '%s'".formatted(startAt), "/StartAt");
      return;
    }
    Deque<String> open = new ArrayDeque<>(List.of(startAt));
    Set<String> reached = new HashSet<>(open);
    states.forEach(
        (name, state) ->
            next(
                state,
                target -> {
                  if (!target.isEmpty() && !names.contains(target)) {
                    fields.missingTarget(
                        "There is no state '%s'".formatted(target), "/States/" + name);
                  }
                }));
    while (!open.isEmpty()) {
      State state = states.get(open.remove());
      if (state != null) {
        next(
            state,
            target -> {
              if (reached.add(target)) {
                open.add(target);
              }
            });
      }
    }
    for (String name : names) {
      if (states.containsKey(name) && !reached.contains(name)) {
        fields.missingTarget("The state '%s' is not reachable".formatted(name), "/States/" + name);
      }
    }
  }

  private static void next(State state, Consumer<String> target) {
    switch (state) {
      case State.Task task -> {
        task.flow().next().ifPresent(target);
        caught(task.faults(), target);
      }
      case State.Pass pass -> pass.flow().next().ifPresent(target);
      case State.Wait wait -> wait.flow().next().ifPresent(target);
      case State.Choice choice -> {
        choice.rules().forEach(rule -> rule.flow().next().ifPresent(target));
        choice.otherwise().flatMap(Flow::next).ifPresent(target);
      }
      case State.Parallel parallel -> {
        parallel.flow().next().ifPresent(target);
        caught(parallel.faults(), target);
      }
      case State.MapState map -> {
        map.flow().next().ifPresent(target);
        caught(map.faults(), target);
      }
      case State.Succeed _, State.Fail _ -> {}
    }
  }

  private static void caught(Faults faults, Consumer<String> target) {
    faults.catchers().forEach(catcher -> catcher.flow().next().ifPresent(target));
  }
}
