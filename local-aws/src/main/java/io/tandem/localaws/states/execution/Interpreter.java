package io.tandem.localaws.states.execution;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.Flow;
import io.tandem.localaws.states.definition.Machine;
import io.tandem.localaws.states.definition.State;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.localaws.states.definition.TaskResource;
import io.tandem.localaws.states.task.TaskCall;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Runs a machine from state to state, in the thread that calls it, which may be interrupted. */
public final class Interpreter {
  /** Limits of the service, of an error's name and cause. */
  static final int MAX_ERROR = 256;

  static final int MAX_CAUSE = 32_768;

  private final Run run;

  public Interpreter(Run run) {
    this.run = run;
  }

  /**
   * Returns the output. Goes on where the progress is, if there is any.
   *
   * @param event the id of the event that it begins with
   */
  public Json run(Machine machine, Json input, long event)
      throws StateException, InterruptedException {
    return run(machine, Data.of(input), new Strand("", Map.of(), Optional.empty(), event)).value();
  }

  private Data run(Machine machine, Data input, Strand strand)
      throws StateException, InterruptedException {
    Optional<Progress.Checkpoint> resumed = run.progress().checkpoint(strand.place);
    String name = machine.startAt();
    Data current = input;
    if (resumed.isPresent()) {
      name = resumed.get().state();
      current = Data.of(resumed.get().input());
      strand.restore(resumed.get().variables());
    }
    boolean anew = resumed.isEmpty();
    while (true) {
      State state = machine.state(name);
      if (anew) {
        run.progress()
            .enter(strand.place, new Progress.Checkpoint(name, current.value(), strand.own()));
      }
      anew = true;
      Step step = new InState(state, current, strand, entered(state, current, strand)).step();
      strand.event = exited(state, step, strand.event);
      strand.assign(step.assigned());
      current = step.output();
      if (step.next().isEmpty()) {
        return current;
      }
      name = step.next().get();
    }
  }

  private long entered(State state, Data input, Strand strand) throws StateException {
    strand.event =
        run.history()
            .add(
                strand.event,
                state.type() + "StateEntered",
                "stateEnteredEventDetails",
                History.data(new Members().text("name", state.name()), "input", input.text()));
    return strand.event;
  }

  private long exited(State state, Step step, long before) throws StateException {
    Members details =
        History.data(new Members().text("name", state.name()), "output", step.output().text());
    if (!step.assigned().isEmpty()) {
      Map<String, Json> assigned = new LinkedHashMap<>();
      step.assigned().forEach((name, value) -> assigned.put(name, Json.text(value.compact())));
      details.put("assignedVariables", Json.object(assigned));
    }
    return run.history()
        .add(before, state.type() + "StateExited", "stateExitedEventDetails", details);
  }

  /** One state, from its entry on. */
  private final class InState {
    private final State state;
    private final Data input;
    private final Strand strand;
    private final long entered;
    private final Instant time = Instant.now();

    /** Of the last attempt; empty when the task has none. */
    private String token = "";

    InState(State state, Data input, Strand strand, long entered) {
      this.state = state;
      this.input = input;
      this.strand = strand;
      this.entered = entered;
    }

    Step step() throws StateException, InterruptedException {
      return switch (state) {
        case State.Pass pass -> ended(pass.flow(), evaluation(states(0)), input.value());
        case State.Succeed succeed -> ended(succeed.flow(), evaluation(states(0)), input.value());
        case State.Wait wait -> {
          run.pause(evaluation(states(0)).whole("Seconds", wait.seconds(), 0));
          yield ended(wait.flow(), evaluation(states(0)), input.value());
        }
        case State.Choice choice -> choice(choice);
        case State.Fail fail -> throw failed(fail);
        case State.Task task -> attempts(task.faults(), retries -> task(task, retries));
        case State.Parallel parallel ->
            attempts(parallel.faults(), retries -> parallel(parallel, retries));
        case State.MapState map -> attempts(map.faults(), retries -> map(map, retries));
      };
    }

    private Members states(int retries) {
      Members context =
          Members.of(run.context())
              .put(
                  "State",
                  new Members()
                      .text("EnteredTime", time.truncatedTo(ChronoUnit.MILLIS).toString())
                      .text("Name", state.name())
                      .put("RetryCount", Json.num((long) retries))
                      .object())
              .put("Map", strand.map.orElse(null));
      if (!token.isEmpty()) {
        context.put("Task", new Members().text("Token", token).object());
      }
      return new Members().put("input", input.value()).put("context", context.object());
    }

    private Evaluation evaluation(Members states) {
      return Evaluation.of(run, strand, state.name(), entered, states);
    }

    /** What a state makes of its result. All of it is evaluated before a variable is set. */
    private Step ended(Flow flow, Evaluation evaluation, Json result)
        throws StateException, InterruptedException {
      Map<String, Json> assigned = new LinkedHashMap<>();
      long bytes = 0;
      for (Map.Entry<String, Json> variable : flow.assign().entrySet()) {
        Data value = Data.of(evaluation.value("Assign/" + variable.getKey(), variable.getValue()));
        bytes += value.bytes();
        Strand.checkVariables(bytes);
        assigned.put(variable.getKey(), value.value());
      }
      Json output =
          flow.output().isPresent() ? evaluation.value("Output", flow.output().get()) : result;
      return new Step(Data.of(output), assigned, flow.next());
    }

    private Step choice(State.Choice choice) throws StateException, InterruptedException {
      Evaluation evaluation = evaluation(states(0));
      for (int i = 0; i < choice.rules().size(); i++) {
        State.Rule rule = choice.rules().get(i);
        if (evaluation.bool("Choices/%d/Condition".formatted(i), rule.condition())) {
          return ended(rule.flow(), evaluation, input.value());
        }
      }
      if (choice.otherwise().isEmpty()) {
        throw new StateException(
            "States.NoChoiceMatched",
            "Failed to transition out of the state '%s'. The state does not point to a next state."
                .formatted(state.name()));
      }
      return ended(choice.otherwise().get(), evaluation, input.value());
    }

    private StateException failed(State.Fail fail) throws StateException, InterruptedException {
      Evaluation evaluation = evaluation(states(0));
      String error = fail.error().isPresent() ? evaluation.text("Error", fail.error().get()) : "";
      String cause = fail.cause().isPresent() ? evaluation.text("Cause", fail.cause().get()) : "";
      return new StateException(error, cause);
    }

    private Step attempts(Faults faults, Attempts.Attempt attempt)
        throws StateException, InterruptedException {
      return new Attempts(run, faults)
          .run(
              attempt,
              (flow, error) ->
                  ended(
                      flow,
                      evaluation(states(0).put("errorOutput", error.object())),
                      error.object()));
    }

    private Step task(State.Task task, int retries) throws StateException, InterruptedException {
      if (task.resource().pattern().equals(TaskResource.TOKEN)) {
        token = run.services().tokens().create();
      }
      Evaluation before = evaluation(states(retries));
      Json.Obj arguments = before.object("Arguments", task.arguments());
      Members scheduled =
          details(task)
              .text("region", run.services().region())
              .text("parameters", Data.of(arguments).text());
      Optional<Long> deadline = Optional.empty();
      if (task.timeout().isPresent()) {
        double seconds = before.whole("TimeoutSeconds", task.timeout().get(), 1);
        scheduled.put("timeoutInSeconds", Json.num(seconds));
        deadline = Optional.of(System.nanoTime() + (long) (seconds * 1e9));
      }
      event("TaskScheduled", scheduled);
      event("TaskStarted", details(task));
      var call =
          new TaskCall(
              task.resource(),
              arguments,
              deadline,
              token,
              answer ->
                  event(
                      "TaskSubmitted",
                      History.data(details(task), "output", Data.of(answer).text())));
      Data result;
      try {
        result = Data.of(run.services().tasks().run(call));
      } catch (StateException e) {
        String type = e.error().equals(Faults.TIMEOUT) ? "TaskTimedOut" : "TaskFailed";
        event(type, fault(details(task), e));
        throw e;
      }
      event("TaskSucceeded", History.data(details(task), "output", result.text()));
      Evaluation after = evaluation(states(retries).put("result", result.value()));
      return ended(task.flow(), after, result.value());
    }

    private Members details(State.Task task) {
      return new Members()
          .text("resourceType", task.resource().type())
          .text("resource", task.resource().actionAndPattern());
    }

    /** Its details are called as the event. */
    private void event(String type, Members details) throws StateException {
      String member = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
      strand.event = run.history().add(strand.event, type, member, details);
    }

    private void event(String type) throws StateException {
      strand.event = run.history().add(strand.event, type, "", new Members());
    }

    private Step parallel(State.Parallel parallel, int retries)
        throws StateException, InterruptedException {
      List<Machine> branches = parallel.branches();
      Evaluation before = evaluation(states(retries));
      Data given =
          parallel.arguments().isPresent()
              ? Data.of(before.value("Arguments", parallel.arguments().get()))
              : input;
      event("ParallelStateStarted");
      Json result =
          sideBySide(
              retries,
              branches.size(),
              0,
              index -> branch(branches.get(index), given, strand.branch(index, Optional.empty())));
      event("ParallelStateSucceeded");
      Data whole = Data.of(result);
      return ended(
          parallel.flow(), evaluation(states(retries).put("result", whole.value())), result);
    }

    private interface Beside {
      Data run(int index) throws StateException, InterruptedException;
    }

    /** Ends as soon as the outputs are too large together. */
    private Json sideBySide(int retries, int count, int concurrency, Beside branch)
        throws StateException, InterruptedException {
      if (retries > 0) {
        run.progress().reset(strand.place);
      }
      try {
        var bytes = new AtomicLong();
        return new Json.Arr(
            "$",
            Branches.run(
                count,
                concurrency,
                index -> {
                  Data output = branch.run(index);
                  Data.check(bytes.addAndGet(output.bytes()));
                  return output.value();
                }));
      } catch (StateException e) {
        event(state.type() + "StateFailed");
        throw e;
      }
    }

    private Data branch(Machine machine, Data given, Strand branch)
        throws StateException, InterruptedException {
      Optional<Json> before = run.progress().output(branch.place);
      if (before.isPresent()) {
        return Data.of(before.get());
      }
      Data output = Interpreter.this.run(machine, given, branch);
      run.progress().done(branch.place, output.value());
      return output;
    }

    private Step map(State.MapState map, int retries) throws StateException, InterruptedException {
      Evaluation before = evaluation(states(retries));
      Json given =
          map.items().isPresent() ? before.value("Items", map.items().get()) : input.value();
      List<Json> items = before.array("Items", given).items();
      int concurrency = (int) before.whole("MaxConcurrency", map.concurrency(), 0);
      event("MapStateStarted", new Members().put("length", Json.num((long) items.size())));
      Json result =
          sideBySide(
              retries, items.size(), concurrency, index -> iteration(map, items.get(index), index));
      event("MapStateSucceeded");
      Data whole = Data.of(result);
      return ended(map.flow(), evaluation(states(retries).put("result", whole.value())), result);
    }

    private Data iteration(State.MapState map, Json item, int index)
        throws StateException, InterruptedException {
      Json context =
          new Members()
              .put(
                  "Item",
                  new Members().put("Index", Json.num((long) index)).put("Value", item).object())
              .object();
      Strand strandOfItem = strand.branch(index, Optional.of(context));
      Members details =
          new Members().text("name", state.name()).put("index", Json.num((long) index));
      iterationEvent(strandOfItem, "MapIterationStarted", details);
      try {
        Json given = item;
        if (map.selector().isPresent()) {
          Members states = states(0);
          states.put("context", Members.of(statesContext(states)).put("Map", context).object());
          given =
              Evaluation.of(run, strandOfItem, state.name(), entered, states)
                  .value("ItemSelector", map.selector().get());
        }
        Data output = branch(map.processor(), Data.of(given), strandOfItem);
        iterationEvent(strandOfItem, "MapIterationSucceeded", details);
        return output;
      } catch (StateException e) {
        iterationEvent(strandOfItem, "MapIterationFailed", details);
        throw e;
      }
    }

    private static Json.Obj statesContext(Members states) {
      return (Json.Obj) states.object().fields().getOrDefault("context", Json.object(Map.of()));
    }

    private void iterationEvent(Strand of, String type, Members details) throws StateException {
      String member = Character.toLowerCase(type.charAt(0)) + type.substring(1) + "EventDetails";
      of.event = run.history().add(of.event, type, member, details);
    }
  }

  /** Puts the error's name and its cause, as long as they may be. */
  static Members fault(Members details, StateException e) {
    return fault(details, e.error(), e.why());
  }

  static Members fault(Members details, String error, String cause) {
    return details
        .text("error", Ellipsis.shorten(error, MAX_ERROR))
        .text("cause", Ellipsis.shorten(cause, MAX_CAUSE));
  }
}
