package io.tandem.localaws.states.definition;

import io.tandem.localawsmodel.ServiceModel;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads a state.
 *
 * @param sagemaker which operations tasks may call
 * @param inner reads a branch or a processor; empty when it cannot be read
 */
record StateReader(ServiceModel sagemaker, Function<Fields, Optional<Machine>> inner) {
  private static final double MAX_SECONDS = 99_999_999;

  /** Empty when it has no type; other problems are told, and the machine is not used. */
  Optional<State> read(String name, Fields fields) {
    Optional<String> language = fields.text("QueryLanguage");
    if (language.isPresent() && !language.get().equals("JSONata")) {
      fields.problem("The query language must be JSONata", "/QueryLanguage");
    }
    String type = fields.required("Type");
    return switch (type) {
      case "Task" -> Optional.of(task(name, fields));
      case "Choice" -> Optional.of(choice(name, fields));
      case "Pass" -> {
        allow(fields, "Pass", "Output", "Assign", "Next", "End");
        yield Optional.of(new State.Pass(name, fields.flow()));
      }
      case "Wait" -> {
        for (String other : List.of("Timestamp", "TimestampPath")) {
          if (fields.has(other)) {
            fields.problem("Only Seconds is supported in a Wait state", "/" + other);
          }
        }
        allow(
            fields,
            "Wait",
            "Seconds",
            "Output",
            "Assign",
            "Next",
            "End",
            "Timestamp",
            "TimestampPath");
        fields.missing("Seconds");
        Optional<Json> seconds = fields.wholeOrExpression("Seconds", 0, MAX_SECONDS);
        yield Optional.of(new State.Wait(name, seconds.orElse(Json.num(0)), fields.flow()));
      }
      case "Succeed" -> {
        allow(fields, "Succeed", "Output");
        var flow = new Flow(fields.template("Output"), Map.of(), Optional.empty());
        yield Optional.of(new State.Succeed(name, flow));
      }
      case "Fail" -> {
        allow(fields, "Fail", "Error", "Cause");
        fields.text("Error");
        fields.text("Cause");
        yield Optional.of(new State.Fail(name, fields.template("Error"), fields.template("Cause")));
      }
      case "Parallel" -> Optional.of(parallel(name, fields));
      case "Map" -> Optional.of(map(name, fields));
      case "" -> Optional.empty();
      default -> {
        fields.problem("'%s' is no type of a state".formatted(type), "/Type");
        yield Optional.empty();
      }
    };
  }

  private static void allow(Fields fields, String type, String... names) {
    Set<String> all = new TreeSet<>(List.of(names));
    all.addAll(List.of("Type", "QueryLanguage"));
    fields.allow("a %s state".formatted(type), all);
  }

  private State task(String name, Fields fields) {
    allow(
        fields,
        "Task",
        "Resource",
        "Arguments",
        "Output",
        "Assign",
        "Retry",
        "Catch",
        "TimeoutSeconds",
        "Next",
        "End");
    String arn = fields.required("Resource");
    Optional<TaskResource> resource = TaskResource.of(arn, sagemaker);
    if (resource.isEmpty() && !arn.isEmpty()) {
      fields.problem(TaskResource.refusal(arn, sagemaker), "/Resource");
    }
    if (fields.has("Arguments")
        && !(fields.find("Arguments").orElseThrow() instanceof Json.Obj)
        && !(fields.find("Arguments").orElseThrow() instanceof Json.Text)) {
      fields.problem("The field 'Arguments' must be an object or an expression", "/Arguments");
    }
    return new State.Task(
        name,
        resource.orElse(new TaskResource("", "x", false, "")),
        fields.template("Arguments").orElse(Json.object(Map.of())),
        fields.wholeOrExpression("TimeoutSeconds", 1, MAX_SECONDS),
        fields.flow(),
        faults(fields));
  }

  private static State choice(String name, Fields fields) {
    allow(fields, "Choice", "Choices", "Default", "Output", "Assign");
    fields.missing("Choices");
    List<State.Rule> rules = new ArrayList<>();
    List<Json.Obj> choices = fields.objects("Choices");
    if (fields.has("Choices") && choices.isEmpty()) {
      fields.problem("The field 'Choices' must not be empty", "/Choices");
    }
    for (int i = 0; i < choices.size(); i++) {
      Fields rule = fields.at(choices.get(i), "/Choices/" + i);
      rule.allow("a rule of a Choice state", Set.of("Condition", "Next", "Output", "Assign"));
      rule.missing("Condition");
      Optional<Json> condition = rule.expression("Condition");
      if (condition.isPresent()
          && !(condition.get() instanceof Json.Text)
          && !(condition.get() instanceof Json.Bool)) {
        rule.problem("The field 'Condition' must be an expression or a boolean", "/Condition");
      }
      rules.add(
          new State.Rule(
              condition.orElse(new Json.Bool("$", false)), rule.flowTo(rule.required("Next"))));
    }
    Optional<String> otherwise = fields.text("Default");
    Flow flow = fields.flowTo(otherwise.orElse(""));
    return new State.Choice(name, rules, otherwise.map(_ -> flow));
  }

  private State parallel(String name, Fields fields) {
    allow(
        fields,
        "Parallel",
        "Branches",
        "Arguments",
        "Output",
        "Assign",
        "Retry",
        "Catch",
        "Next",
        "End");
    fields.missing("Branches");
    List<Machine> branches = new ArrayList<>();
    List<Json.Obj> found = fields.objects("Branches");
    if (fields.has("Branches") && found.isEmpty()) {
      fields.problem("The field 'Branches' must not be empty", "/Branches");
    }
    for (int i = 0; i < found.size(); i++) {
      Fields branch = fields.at(found.get(i), "/Branches/" + i);
      branch.allow("a branch", Set.of("StartAt", "States"));
      inner.apply(branch).ifPresent(branches::add);
    }
    return new State.Parallel(
        name, branches, fields.template("Arguments"), fields.flow(), faults(fields));
  }

  private State map(String name, Fields fields) {
    allow(
        fields,
        "Map",
        "Items",
        "ItemSelector",
        "ItemProcessor",
        "MaxConcurrency",
        "Output",
        "Assign",
        "Retry",
        "Catch",
        "Next",
        "End");
    Optional<Json> items = fields.template("Items");
    if (items.isPresent() && !(items.get() instanceof Json.Arr)) {
      fields.expression("Items");
    }
    fields.missing("ItemProcessor");
    Optional<Machine> processor = Optional.empty();
    Optional<Json.Obj> found = fields.child("ItemProcessor");
    if (found.isPresent()) {
      Fields inside = fields.at(found.get(), "/ItemProcessor");
      inside.allow("an ItemProcessor", Set.of("StartAt", "States", "ProcessorConfig"));
      inside.child("ProcessorConfig").ifPresent(config -> config(inside, config));
      processor = inner.apply(inside);
    }
    return new State.MapState(
        name,
        items,
        fields.template("ItemSelector"),
        processor.orElse(new Machine("", Map.of(), Optional.empty())),
        fields.wholeOrExpression("MaxConcurrency", 0, MAX_SECONDS).orElse(Json.num(0)),
        fields.flow(),
        faults(fields));
  }

  private static void config(Fields processor, Json.Obj config) {
    Fields fields = processor.at(config, "/ProcessorConfig");
    String mode = fields.text("Mode").orElse("INLINE");
    if (!mode.equals("INLINE")) {
      fields.problem("Mode %s is not supported here: use INLINE".formatted(mode), "/Mode");
    } else {
      fields.allow("a ProcessorConfig", Set.of("Mode"));
    }
  }

  private static Faults faults(Fields fields) {
    List<Faults.Retrier> retriers = new ArrayList<>();
    List<Json.Obj> retry = fields.objects("Retry");
    for (int i = 0; i < retry.size(); i++) {
      Fields one = fields.at(retry.get(i), "/Retry/" + i);
      one.allow(
          "a Retry",
          Set.of(
              "ErrorEquals",
              "IntervalSeconds",
              "MaxAttempts",
              "BackoffRate",
              "MaxDelaySeconds",
              "JitterStrategy"));
      String jitter = one.text("JitterStrategy").orElse("NONE");
      if (!Set.of("NONE", "FULL").contains(jitter)) {
        one.problem("The field 'JitterStrategy' must be FULL or NONE", "/JitterStrategy");
      }
      double interval = one.whole("IntervalSeconds", 1, MAX_SECONDS, 1);
      double most = one.whole("MaxDelaySeconds", 1, 31_622_400, 0);
      if (one.has("MaxDelaySeconds") && most <= interval) {
        one.problem("MaxDelaySeconds must be greater than IntervalSeconds", "/MaxDelaySeconds");
      }
      retriers.add(
          new Faults.Retrier(
              errors(one, i + 1 == retry.size()),
              one.whole("MaxAttempts", 0, MAX_SECONDS, 3),
              interval,
              one.number("BackoffRate", 1, MAX_SECONDS, 2),
              one.has("MaxDelaySeconds") ? most : Double.POSITIVE_INFINITY,
              jitter.equals("FULL")));
    }
    List<Faults.Catcher> catchers = new ArrayList<>();
    List<Json.Obj> caught = fields.objects("Catch");
    for (int i = 0; i < caught.size(); i++) {
      Fields one = fields.at(caught.get(i), "/Catch/" + i);
      one.allow("a Catch", Set.of("ErrorEquals", "Next", "Output", "Assign"));
      catchers.add(
          new Faults.Catcher(
              errors(one, i + 1 == caught.size()), one.flowTo(one.required("Next"))));
    }
    return new Faults(retriers, catchers);
  }

  private static List<String> errors(Fields fields, boolean last) {
    fields.missing("ErrorEquals");
    List<String> names = new ArrayList<>();
    if (fields.find("ErrorEquals").orElse(null) instanceof Json.Arr array) {
      array.items().stream()
          .filter(Json.Text.class::isInstance)
          .forEach(name -> names.add(((Json.Text) name).value()));
    }
    if (fields.has("ErrorEquals") && names.isEmpty()) {
      fields.problem("The field 'ErrorEquals' must be an array of names", "/ErrorEquals");
    }
    if (names.contains(Faults.ALL) && (names.size() > 1 || !last)) {
      fields.problem("States.ALL must stand alone, and in the last of the list", "/ErrorEquals");
    }
    return names;
  }
}
