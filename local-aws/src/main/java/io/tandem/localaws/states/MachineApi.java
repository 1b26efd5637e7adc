package io.tandem.localaws.states;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.MachineReader;
import io.tandem.localaws.states.definition.Problem;
import io.tandem.localaws.wire.AwsException;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The operations of state machines and their tags. */
record MachineApi(Machines machines, Executions executions, MachineReader reader, Arns arns) {
  private static final List<String> KEPT =
      List.of("roleArn", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration");
  private static final int MAX_TAGS = 50;

  /** What a request names. */
  Json.Obj find(Json.Obj request) {
    String arn = Members.text(request, "stateMachineArn");
    return machines
        .find(arns.machineName(arn))
        .orElseThrow(
            () ->
                AwsException.of(
                    "StateMachineDoesNotExist",
                    "State Machine Does Not Exist: '%s'".formatted(arn)));
  }

  private static void refuseVersions(Json.Obj request) {
    if (request.fields().get("publish") instanceof Json.Bool publish && publish.value()) {
      throw AwsException.validation("publish is not supported here: there are no versions");
    }
  }

  private void check(Json.Obj request) {
    List<Problem> problems = reader.read(Members.text(request, "definition")).problems();
    if (!problems.isEmpty()) {
      throw AwsException.of(
          "InvalidDefinition",
          problems.stream()
              .map(Problem::text)
              .collect(Collectors.joining(", ", "Invalid State Machine Definition: '", "'")));
    }
  }

  Json.Obj create(Json.Obj request) {
    String name = Arns.name(Members.text(request, "name"));
    if (Members.text(request, "type").equals("EXPRESS")) {
      throw AwsException.of(
          "StateMachineTypeNotSupported", "EXPRESS is not supported here: use STANDARD");
    }
    refuseVersions(request);
    check(request);
    Members machine =
        new Members()
            .text("stateMachineArn", arns.machine(name))
            .text("name", name)
            .text("status", "ACTIVE")
            .put("definition", request.fields().get("definition"))
            .text("type", "STANDARD")
            .time("creationDate", Instant.now())
            .time("updateDate", Instant.now())
            .text("revisionId", UUID.randomUUID().toString());
    KEPT.forEach(member -> machine.put(member, request.fields().get(member)));
    if (!machines.add(name, machine.object(), Members.list(request, "tags"))) {
      Json.Obj before = machines.find(name).orElseThrow();
      boolean same =
          Members.text(before, "definition").equals(Members.text(request, "definition"))
              && Members.text(before, "roleArn").equals(Members.text(request, "roleArn"));
      if (!same) {
        throw AwsException.of(
            "StateMachineAlreadyExists",
            "State Machine Already Exists: '%s'".formatted(arns.machine(name)));
      }
    }
    Json.Obj made = machines.find(name).orElseThrow();
    return new Members()
        .put("stateMachineArn", made.fields().get("stateMachineArn"))
        .put("creationDate", made.fields().get("creationDate"))
        .object();
  }

  Json.Obj update(Json.Obj request) {
    Json.Obj machine = find(request);
    refuseVersions(request);
    boolean redefined = request.fields().containsKey("definition");
    if (!redefined && KEPT.stream().noneMatch(request.fields()::containsKey)) {
      throw AwsException.of(
          "MissingRequiredParameter", "Either the definition or the role ARN must be specified");
    }
    if (redefined) {
      check(request);
    }
    String revision = UUID.randomUUID().toString();
    Members changed = new Members().time("updateDate", Instant.now()).text("revisionId", revision);
    changed.put("definition", request.fields().get("definition"));
    KEPT.forEach(member -> changed.put(member, request.fields().get(member)));
    machines.change(
        Members.text(machine, "name"),
        members -> {
          changed.object().fields().forEach(members::put);
          return members;
        });
    return Members.of(changed.object(), "definition").object().fields().entrySet().stream()
        .filter(member -> !KEPT.contains(member.getKey()))
        .collect(
            Collectors.collectingAndThen(
                Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue), Json::object));
  }

  Json.Obj describe(Json.Obj request) {
    return Members.of(find(request), "updateDate").object();
  }

  Json.Obj list(Json.Obj request) {
    List<Json.Obj> listed = new ArrayList<>();
    for (Json.Obj machine : machines.all()) {
      Members summary = new Members();
      for (String member : List.of("stateMachineArn", "name", "type", "creationDate")) {
        summary.put(member, machine.fields().get(member));
      }
      listed.add(summary.object());
    }
    return Page.of(request).answer("stateMachines", listed);
  }

  Json.Obj delete(Json.Obj request) {
    String name = arns.machineName(Members.text(request, "stateMachineArn"));
    machines.remove(name);
    try {
      executions.remove(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Json.object(Map.of());
  }

  Json.Obj validate(Json.Obj request) {
    List<Problem> problems = reader.read(Members.text(request, "definition")).problems();
    int most = (int) Members.number(request, "maxResults");
    int shown = most == 0 ? problems.size() : Math.min(most, problems.size());
    List<Json> diagnostics = new ArrayList<>();
    for (Problem problem : problems.subList(0, shown)) {
      diagnostics.add(
          new Members()
              .text("severity", "ERROR")
              .text("code", problem.code())
              .text("message", problem.message())
              .text("location", problem.location())
              .object());
    }
    return new Members()
        .text("result", problems.isEmpty() ? "OK" : "FAIL")
        .put("diagnostics", new Json.Arr("$", diagnostics))
        .put("truncated", new Json.Bool("$", shown < problems.size()))
        .object();
  }

  private String tagged(Json.Obj request) {
    String arn = Members.text(request, "resourceArn");
    String name = arns.machineName(arn);
    if (machines.find(name).isEmpty()) {
      throw AwsException.of("ResourceNotFound", "Resource not found: '%s'".formatted(arn));
    }
    return name;
  }

  Json.Obj tags(Json.Obj request) {
    return new Members().put("tags", machines.tags(tagged(request))).object();
  }

  Json.Obj tag(Json.Obj request) {
    String name = tagged(request);
    Map<String, Json> tags = byKey(machines.tags(name).items());
    tags.putAll(byKey(Members.list(request, "tags")));
    if (tags.size() > MAX_TAGS) {
      throw AwsException.of("TooManyTags", "Too many tags: at most %d".formatted(MAX_TAGS));
    }
    machines.setTags(name, List.copyOf(tags.values()));
    return Json.object(Map.of());
  }

  Json.Obj untag(Json.Obj request) {
    String name = tagged(request);
    Map<String, Json> tags = byKey(machines.tags(name).items());
    Members.list(request, "tagKeys").forEach(key -> tags.remove(((Json.Text) key).value()));
    machines.setTags(name, List.copyOf(tags.values()));
    return Json.object(Map.of());
  }

  private static Map<String, Json> byKey(List<Json> tags) {
    Map<String, Json> byKey = new LinkedHashMap<>();
    tags.forEach(tag -> byKey.put(Members.text((Json.Obj) tag, "key"), tag));
    return byKey;
  }
}
