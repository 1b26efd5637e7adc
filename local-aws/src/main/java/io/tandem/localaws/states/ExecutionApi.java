package io.tandem.localaws.states;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Machine;
import io.tandem.localaws.states.definition.MachineReader;
import io.tandem.localaws.states.execution.Execution;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The operations of executions. */
record ExecutionApi(MachineApi machines, Executions executions, MachineReader reader, Arns arns) {
  private static final int MAX_BYTES = 256 * 1024;
  private static final JsonLimits LIMITS =
      new JsonLimits(MAX_BYTES, 100, MAX_BYTES, MAX_BYTES, 400);

  /** Of an event's details, what is left out when it is not asked for. */
  private static final Set<String> DATA =
      Set.of("input", "inputDetails", "output", "outputDetails", "assignedVariables");

  Json.Obj start(Json.Obj request) {
    Json.Obj machine = machines.find(request);
    String machineName = Members.text(machine, "name");
    boolean named = !Members.text(request, "name").isEmpty();
    String name = named ? Arns.name(Members.text(request, "name")) : UUID.randomUUID().toString();
    String input = Members.text(request, "input").isEmpty() ? "{}" : Members.text(request, "input");
    checkInput(input);
    Json.Obj header =
        new Members()
            .text("executionArn", arns.execution(machineName, name))
            .put("stateMachineArn", machine.fields().get("stateMachineArn"))
            .text("stateMachineName", machineName)
            .text("name", name)
            .time("startDate", Instant.now())
            .text("input", input)
            .put("roleArn", machine.fields().get("roleArn"))
            .put("definition", machine.fields().get("definition"))
            .put("revisionId", machine.fields().get("revisionId"))
            .put("updateDate", machine.fields().get("updateDate"))
            .put("traceHeader", request.fields().get("traceHeader"))
            .object();
    Execution execution = executions.start(header, machine(Members.text(machine, "definition")));
    boolean same =
        execution.text("input").equals(input) && execution.status().equals(Execution.RUNNING);
    if (!execution.member("startDate").equals(header.fields().get("startDate")) && !same) {
      throw AwsException.of(
          "ExecutionAlreadyExists",
          "Execution Already Exists: '%s'".formatted(execution.text("executionArn")));
    }
    return new Members()
        .text("executionArn", execution.text("executionArn"))
        .put("startDate", execution.member("startDate"))
        .object();
  }

  private static void checkInput(String input) {
    try {
      Json.read(input.getBytes(StandardCharsets.UTF_8), LIMITS);
    } catch (InvalidJsonException e) {
      throw AwsException.of(
          "InvalidExecutionInput",
          "Invalid State Machine Execution Input: '%s'".formatted(e.getMessage()));
    }
  }

  /** Of a definition that was checked when it came. */
  private Machine machine(String definition) {
    return reader.read(definition).machine().orElseThrow();
  }

  private Execution find(Json.Obj request) {
    String arn = Members.text(request, "executionArn");
    Arns.OfExecution asked = arns.execution(arn);
    return executions
        .find(asked.machine(), asked.name())
        .filter(found -> found.text("executionArn").equals(arn))
        .orElseThrow(
            () ->
                AwsException.of(
                    "ExecutionDoesNotExist", "Execution Does Not Exist: '%s'".formatted(arn)));
  }

  Json.Obj describe(Json.Obj request) {
    Execution execution = find(request);
    Members described = execution.summary();
    Members.of(execution.result()).object().fields().forEach(described::put);
    Json whole = new Members().put("included", new Json.Bool("$", true)).object();
    described.text("input", execution.text("input")).put("inputDetails", whole);
    if (execution.result().fields().containsKey("output")) {
      described.put("outputDetails", whole);
    }
    Optional<String> why = execution.notRedrivable();
    return described
        .text("redriveStatus", why.isEmpty() ? "REDRIVABLE" : "NOT_REDRIVABLE")
        .text("redriveStatusReason", why)
        .put("traceHeader", execution.member("traceHeader") instanceof Json.Text text ? text : null)
        .object();
  }

  Json.Obj machineOf(Json.Obj request) {
    Execution execution = find(request);
    return new Members()
        .text("stateMachineArn", execution.text("stateMachineArn"))
        .text("name", execution.text("stateMachineName"))
        .text("definition", execution.text("definition"))
        .text("roleArn", execution.text("roleArn"))
        .text("revisionId", execution.text("revisionId"))
        .put("updateDate", execution.member("updateDate"))
        .object();
  }

  Json.Obj stop(Json.Obj request) {
    Execution execution = find(request);
    execution.stop(Members.text(request, "error"), Members.text(request, "cause"));
    // Whoever waits too may redrive it at once.
    Json.Obj stopped = new Members().put("stopDate", execution.stopTime()).object();
    try {
      execution.awaitStopped();
    } catch (InterruptedException e) {
      throw ending(e);
    }
    return stopped;
  }

  Json.Obj list(Json.Obj request) {
    if (!Members.text(request, "mapRunArn").isEmpty()) {
      throw AwsException.validation("mapRunArn is not supported here: use stateMachineArn");
    }
    Json.Obj machine = machines.find(request);
    String status = Members.text(request, "statusFilter");
    String redriven = Members.text(request, "redriveFilter");
    List<Json.Obj> found = new ArrayList<>();
    for (Execution execution : executions.all(Members.text(machine, "name"))) {
      boolean asked =
          redriven.isEmpty() || redriven.equals("REDRIVEN") == (execution.redrives() > 0);
      if (asked && (status.isEmpty() || status.equals(execution.status()))) {
        found.add(execution.summary().object());
      }
    }
    return Page.of(request).answer("executions", found);
  }

  Json.Obj redrive(Json.Obj request) {
    Execution execution = find(request);
    Optional<Json> time;
    try {
      time = executions.redrive(execution, machine(execution.text("definition")));
    } catch (InterruptedException e) {
      throw ending(e);
    }
    if (time.isEmpty()) {
      throw AwsException.of(
          "ExecutionNotRedrivable",
          "Execution is not redrivable: '%s'"
              .formatted(execution.notRedrivable().orElse("it is being redriven")));
    }
    return new Members().put("redriveDate", time.get()).object();
  }

  private static IllegalStateException ending(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("the program is ending", e);
  }

  Json.Obj history(Json.Obj request) {
    boolean withData =
        !(request.fields().get("includeExecutionData") instanceof Json.Bool asked) || asked.value();
    boolean backwards =
        request.fields().get("reverseOrder") instanceof Json.Bool reverse && reverse.value();
    return HistoryPage.answer(
        find(request).file(),
        Page.of(request),
        backwards,
        withData ? UnaryOperator.identity() : ExecutionApi::withoutData);
  }

  private static Json.Obj withoutData(Json.Obj event) {
    Members kept = new Members();
    for (Map.Entry<String, Json> member : event.fields().entrySet()) {
      kept.put(
          member.getKey(),
          member.getValue() instanceof Json.Obj details
              ? Members.of(details, DATA.toArray(String[]::new)).object()
              : member.getValue());
    }
    return kept.object();
  }
}
