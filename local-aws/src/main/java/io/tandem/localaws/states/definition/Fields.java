package io.tandem.localaws.states.definition;

import io.tandem.localaws.states.query.Queries;
import io.tandem.localaws.states.query.QueryException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An object of a definition while it is read: what it has, and what is wrong with it. */
final class Fields {
  /** A variable's name, as JSONata reads it. */
  private static final Pattern VARIABLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]{0,79}");

  private static final Set<String> JSON_PATH =
      Set.of(
          "InputPath",
          "OutputPath",
          "ResultPath",
          "Parameters",
          "ResultSelector",
          "Result",
          "ItemsPath",
          "SecondsPath",
          "TimeoutSecondsPath",
          "HeartbeatSecondsPath",
          "MaxConcurrencyPath",
          "ErrorPath",
          "CausePath",
          "Variable");

  final Json.Obj object;
  final String location;
  private final Checks checks;

  /** What all objects of a definition share while it is read. */
  record Checks(List<Problem> problems, Queries queries) {}

  Fields(Json.Obj object, String location, Checks checks) {
    this.object = object;
    this.location = location;
    this.checks = checks;
  }

  Fields at(Json.Obj inner, String path) {
    return new Fields(inner, location + path, checks);
  }

  void problem(String message, String path) {
    checks.problems.add(new Problem(Problem.SCHEMA, message, location + path));
  }

  void missingTarget(String message, String path) {
    checks.problems.add(new Problem(Problem.TARGET, message, location + path));
  }

  /** Problems with all that is not named. */
  void allow(String what, Set<String> names) {
    for (String name : object.fields().keySet()) {
      if (name.equals("Comment")) {
        text("Comment");
      } else if (!names.contains(name)) {
        String why =
            JSON_PATH.contains(name)
                ? "of JSONPath, and the query language is JSONata"
                : "not supported in " + what + Suggestion.hint(name, names);
        problem("The field '%s' is %s".formatted(name, why), "/" + name);
      }
    }
  }

  Optional<Json> find(String name) {
    return Optional.ofNullable(object.fields().get(name));
  }

  boolean has(String name) {
    return object.fields().containsKey(name);
  }

  /** Empty, with a problem, when it is there and no text. */
  Optional<String> text(String name) {
    Optional<Json> found = find(name);
    if (found.isPresent() && !(found.get() instanceof Json.Text)) {
      problem("The field '%s' must be a string".formatted(name), "/" + name);
    }
    return found.filter(Json.Text.class::isInstance).map(text -> ((Json.Text) text).value());
  }

  String required(String name) {
    missing(name);
    return text(name).orElse("");
  }

  void missing(String name) {
    if (!has(name)) {
      problem("The field '%s' is required but was missing".formatted(name), "");
    }
  }

  /** Empty, with a problem, when it is there and no list of objects. */
  List<Json.Obj> objects(String name) {
    List<Json.Obj> objects = new ArrayList<>();
    Optional<Json> found = find(name);
    if (found.isPresent() && !(found.get() instanceof Json.Arr)) {
      problem("The field '%s' must be an array".formatted(name), "/" + name);
    }
    if (found.orElse(null) instanceof Json.Arr array) {
      for (int i = 0; i < array.items().size(); i++) {
        if (array.items().get(i) instanceof Json.Obj item) {
          objects.add(item);
        } else {
          problem("Expected an object", "/%s/%d".formatted(name, i));
        }
      }
    }
    return objects;
  }

  Optional<Json.Obj> child(String name) {
    Optional<Json> found = find(name);
    if (found.isPresent() && !(found.get() instanceof Json.Obj)) {
      problem("The field '%s' must be an object".formatted(name), "/" + name);
    }
    return found.filter(Json.Obj.class::isInstance).map(Json.Obj.class::cast);
  }

  double number(String name, double least, double most, double otherwise) {
    Optional<Json> found = find(name);
    if (found.isEmpty()) {
      return otherwise;
    }
    if (found.get() instanceof Json.Num number
        && number.value() >= least
        && number.value() <= most) {
      return number.value();
    }
    problem(
        "The field '%s' must be a number from %s to %s"
            .formatted(name, Json.number(least), Json.number(most)),
        "/" + name);
    return otherwise;
  }

  int whole(String name, double least, double most, int otherwise) {
    double number = number(name, least, most, otherwise);
    if (number != Math.rint(number)) {
      problem("The field '%s' must be an integer".formatted(name), "/" + name);
    }
    return (int) number;
  }

  /** A whole number or an expression. */
  Optional<Json> wholeOrExpression(String name, double least, double most) {
    if (find(name).filter(Json.Text.class::isInstance).isPresent()) {
      return expression(name);
    }
    whole(name, least, most, 0);
    return find(name);
  }

  /** A text that is all one expression. */
  Optional<Json> expression(String name) {
    Optional<Json> found = template(name);
    if (found.orElse(null) instanceof Json.Text text && Expression.in(text.value()).isEmpty()) {
      problem(
          "The field '%s' must be a JSONata expression, as '{%% ... %%}'".formatted(name),
          "/" + name);
    }
    return found;
  }

  /** Any value, with expressions in it. */
  Optional<Json> template(String name) {
    Optional<Json> found = find(name);
    found.ifPresent(value -> check(value, "/" + name));
    return found;
  }

  private void check(Json value, String path) {
    switch (value) {
      case Json.Obj inner -> inner.fields().forEach((name, item) -> check(item, path + "/" + name));
      case Json.Arr array -> {
        for (int i = 0; i < array.items().size(); i++) {
          check(array.items().get(i), path + "/" + i);
        }
      }
      case Json.Text text -> check(text.value(), path);
      default -> {}
    }
  }

  private void check(String text, String path) {
    Optional<Expression> expression = Expression.in(text);
    boolean opened = text.startsWith(Expression.OPEN) || text.endsWith(Expression.CLOSE);
    if (opened && expression.isEmpty()) {
      problem("The JSONata expression needs both '{%' and '%}'", path);
    } else if (expression.isPresent()) {
      try {
        checks.queries.check(expression.get().source());
      } catch (QueryException e) {
        problem("The JSONata expression cannot be read: " + e.text(), path);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        problem("The program is ending", path);
      }
    }
  }

  Map<String, Json> assign() {
    Map<String, Json> assigned = new LinkedHashMap<>();
    Optional<Json.Obj> found = child("Assign");
    if (found.isPresent()) {
      template("Assign");
      found
          .get()
          .fields()
          .forEach(
              (name, value) -> {
                if (!VARIABLE.matcher(name).matches() || name.equals("states")) {
                  problem("'%s' cannot be a variable's name".formatted(name), "/Assign/" + name);
                }
                assigned.put(name, value);
              });
    }
    return assigned;
  }

  /** Of a state: where it goes, or that it ends. */
  Flow flow() {
    Optional<String> next = text("Next");
    boolean ends = find("End").orElse(null) instanceof Json.Bool end && end.value();
    if (has("End") && !(find("End").orElseThrow() instanceof Json.Bool)) {
      problem("The field 'End' must be a boolean", "/End");
    }
    if (next.isPresent() == ends) {
      problem("Expected one of the fields 'Next' and 'End: true'", "");
    }
    return new Flow(template("Output"), assign(), next);
  }

  /** Of a rule or a catcher, which cannot end. */
  Flow flowTo(String next) {
    return new Flow(template("Output"), assign(), Optional.of(next));
  }
}
