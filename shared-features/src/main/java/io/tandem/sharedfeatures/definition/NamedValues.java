package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.expression.Dialect;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionFault;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.expression.ExpressionParser;
import io.tandem.sharedfeatures.expression.NamedFunction;
import io.tandem.sharedfeatures.expression.Tokens;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sources, tables and values of a definition, which expressions call by name, and the
 * expressions. Every problem is noted. Not thread-safe.
 */
public final class NamedValues {
  private final Problems problems;
  private final Map<String, NamedFunction> functions;
  private final ZoneTables zoneTables;
  private final Set<String> declared = new HashSet<>();
  private final Map<String, ExpressionNode> names = new LinkedHashMap<>();
  private List<Source> sources = List.of();
  private int memories;

  public NamedValues(Problems problems, Dialect dialect) {
    this.problems = problems;
    this.functions = dialect.functions();
    this.zoneTables = new ZoneTables(problems);
  }

  /** Reads the fields {@code sources}, {@code tables} and {@code values} of an object. */
  public void read(JsonObject fields) {
    JsonObject sourceFields = fields.required("sources").objectOrEmpty();
    declared.addAll(sourceFields.names());
    sources = new SourceDefinitions(problems).read(sourceFields);
    names.putAll(FeatureDefinition.names(sources));
    tables(fields);
    values(fields);
  }

  /** In slot order. */
  public List<Source> sources() {
    return sources;
  }

  /** How many values the expressions so far compute once per order. */
  public int memories() {
    return memories;
  }

  private void tables(JsonObject fields) {
    if (fields.optional("tables").isPresent()) {
      JsonObject tables = fields.required("tables").objectOrEmpty();
      checkTaken(tables, tables.names());
      TableReader.readAll(tables, problems)
          .forEach(
              (name, table) ->
                  names.putIfAbsent(
                      name, ExpressionNode.table(name, new Expression.OfTable(table))));
    }
  }

  private void values(JsonObject fields) {
    if (!fields.optional("values").isPresent()) {
      return;
    }
    JsonObject values = fields.required("values").objectOrEmpty();
    checkTaken(values, values.names());
    if (values.names().size() > Limits.VALUES) {
      problems.add(values.place() + ": has more than " + Limits.VALUES + " values");
      return;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : values.names()) {
      if (!SourceDefinitions.isName(name)) {
        problems.add(values.place() + "." + name + ": a value is named as a source is");
      }
      values.required(name).text().ifPresent(text -> texts.put(name, text));
    }
    Map<String, String> left = new LinkedHashMap<>(texts);
    for (String name : texts.keySet()) {
      value(values.place(), name, left, new HashSet<>());
    }
  }

  /**
   * Reads a value after those it names: JSON objects have no order.
   *
   * @param left the values not yet read
   * @param waiting those that wait for this one
   */
  private void value(String place, String name, Map<String, String> left, Set<String> waiting) {
    if (waiting.contains(name)) {
      problems.add(place + "." + name + ": is computed from itself");
      return;
    }
    String text = left.remove(name);
    if (text == null) {
      return;
    }
    waiting.add(name);
    for (String used : Tokens.names(text)) {
      value(place, used, left, waiting);
    }
    waiting.remove(name);
    expression(place + "." + name, text)
        .ifPresent(
            step ->
                names.putIfAbsent(
                    name,
                    ExpressionNode.named(name, Expression.once(step.value(), memories++), step)));
  }

  private void checkTaken(JsonObject fields, List<String> added) {
    for (String name : added) {
      if (!declared.add(name)) {
        problems.add(
            fields.place() + "." + name + ": a source, table or value of that name stands before");
      }
    }
  }

  /** Empty when it cannot be read, which is a problem at that place. */
  public Optional<ExpressionNode> expression(String place, String text) {
    try {
      ExpressionNode step = ExpressionParser.parse(text, functions, names, () -> memories++);
      zoneTables.check(step);
      return Optional.of(step);
    } catch (ExpressionFault e) {
      // A name that is declared and still unknown has a problem of its own, which is reported.
      Optional<String> fault =
          e.unknownName().filter(declared::contains).isPresent()
              ? new UnknownTypes(functions, names, declared).otherFault(text)
              : Optional.of(String.valueOf(e.getMessage()));
      fault.ifPresent(words -> problems.add(place + ": " + words));
      return Optional.empty();
    }
  }
}
