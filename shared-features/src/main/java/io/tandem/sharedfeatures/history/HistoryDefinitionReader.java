package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.definition.NamedValues;
import io.tandem.sharedfeatures.definition.PathChecks;
import io.tandem.sharedfeatures.expression.Dialect;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a definition wholly and collects every problem, so that one run shows them all. */
final class HistoryDefinitionReader {
  private static final String SUBJECT = "history";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** A row names what it is by in one byte: the customer, a key by its number, or neither. */
  private static final int MOST_KEYS = 100;

  private static final int MOST_WINDOWS = 20;

  private final Problems problems = new Problems();
  private Dialect dialect = Dialect.NEWEST;

  private HistoryDefinitionReader() {}

  static HistoryDefinition read(byte[] json) {
    Json tree = LimitedJson.read(SUBJECT, json);
    HistoryDefinitionReader reader = new HistoryDefinitionReader();
    HistoryDefinition definition = reader.definition(tree);
    if (!reader.problems.isEmpty()) {
      throw new DefinitionException(SUBJECT, reader.problems.all());
    }
    return definition;
  }

  private HistoryDefinition definition(Json tree) {
    JsonObject fields = JsonObject.of(tree, problems);
    fields.optional("name").text();
    fields.optional("version").integer(1, Integer.MAX_VALUE);
    fields
        .required("dialect")
        .integer(1, FeatureDefinition.DIALECT)
        .flatMap(Dialect::of)
        .ifPresent(found -> dialect = found);
    JsonObject orders = fields.required("orders").objectOrEmpty();
    NamedValues names = new NamedValues(problems, dialect);
    names.read(orders);
    List<VelocityKey> velocity = velocity(fields, names, orders.optional("account").isPresent());
    boolean customers = orders.optional("customer").isPresent();
    if (!customers && velocity.isEmpty()) {
      fields.problem("has neither orders.customer nor velocity: there is nothing to compute");
    }
    OrderFields orderFields = orders(orders, names, customers);
    EventFields eventFields =
        customers || fields.optional("events").isPresent()
            ? events(fields.required("events").objectOrEmpty())
            : null;
    fields.refuseOtherFields();
    return new HistoryDefinition(orderFields, eventFields, velocity, customers);
  }

  private OrderFields orders(JsonObject fields, NamedValues names, boolean customers) {
    SourcePath path = path(fields.required("path"));
    new PathChecks(problems, fields.place(), path).check(names.sources());
    RowToText id = text(names, fields.required("id"));
    int time = time(names, fields.required("time"));
    int knownAt = time(names, fields.optional("known_at"));
    RowToText customer = text(names, fields.optional("customer"));
    RowToText account = text(names, fields.optional("account"));
    RowToNumber amount =
        number(names, customers ? fields.required("amount") : fields.optional("amount"));
    RowToNumber deferred = number(names, fields.optional("deferred"));
    RowToNumber items = number(names, fields.optional("items"));
    RowToText method = text(names, fields.optional("method"));
    fields.refuseOtherFields();
    return new OrderFields(
        tree(names, path),
        path,
        id,
        time,
        knownAt,
        customer,
        account,
        amount,
        deferred,
        items,
        method);
  }

  private EventFields events(JsonObject fields) {
    NamedValues names = new NamedValues(problems, dialect);
    names.read(fields);
    SourcePath root = new SourcePath(List.of());
    new PathChecks(problems, fields.place(), root).check(names.sources());
    RowToText kind = text(names, fields.required("kind"));
    RowToText order = text(names, fields.required("order"));
    int time = time(names, fields.required("time"));
    int knownAt = time(names, fields.optional("known_at"));
    int due = time(names, fields.optional("due"));
    RowToNumber items = number(names, fields.optional("items"));
    RowToNumber level = number(names, fields.optional("level"));
    fields.refuseOtherFields();
    return new EventFields(tree(names, root), kind, order, time, knownAt, due, items, level);
  }

  /** After the expressions, which say how many values a row remembers. */
  private SourceTree tree(NamedValues names, SourcePath path) {
    List<SourcePath> arrays = FeatureDefinition.arrays(names.sources());
    // With a problem, sources may contradict each other, which no tree can hold.
    return problems.isEmpty()
        ? new SourceTree(names.sources(), arrays, path, names.memories())
        : new SourceTree(List.of(), List.of(), path, 0);
  }

  private SourcePath path(JsonField field) {
    Optional<String> text = field.text();
    Optional<SourcePath> path = text.flatMap(SourcePath::parse).filter(found -> !found.isEach());
    if (text.isPresent() && path.isEmpty()) {
      field.expected("a path such as $.order, or $ where a line is the order");
    }
    return path.orElse(new SourcePath(List.of()));
  }

  private List<VelocityKey> velocity(JsonObject fields, NamedValues names, boolean accounts) {
    List<VelocityKey> keys = new ArrayList<>();
    if (!fields.optional("velocity").isPresent()) {
      return keys;
    }
    JsonObject velocity = fields.required("velocity").objectOrEmpty();
    if (velocity.names().size() > MOST_KEYS) {
      velocity.problem("has more than " + MOST_KEYS + " keys");
    }
    for (String name : velocity.names()) {
      JsonObject key = velocity.required(name).objectOrEmpty();
      if (!NAME.matcher(name).matches()) {
        key.problem("a key is named with lower-case letters, digits and _");
      }
      RowToText value = text(names, key.required("key"));
      List<Window> orders = windows(key.optional("orders"));
      List<Window> ofAccounts = windows(key.optional("accounts"));
      if (orders.isEmpty() && ofAccounts.isEmpty()) {
        key.problem("lacks orders or accounts, a list of windows to count in");
      }
      if (!ofAccounts.isEmpty() && !accounts) {
        key.problem("counts accounts, but orders.account does not say what one is");
      }
      key.refuseOtherFields();
      keys.add(new VelocityKey(name, value, orders, ofAccounts));
    }
    return keys;
  }

  private static List<Window> windows(JsonField field) {
    List<Window> windows = new ArrayList<>();
    if (!field.isPresent()) {
      return windows;
    }
    Set<String> taken = new HashSet<>();
    String list = "a list of 1 to " + MOST_WINDOWS + " windows";
    for (JsonField element : field.elements(1, MOST_WINDOWS, list)) {
      Optional<String> text = element.text();
      Optional<Window> window = text.flatMap(Window::parse);
      window.ifPresent(windows::add);
      if (text.isPresent() && window.isEmpty()) {
        element.expected(Window.EXPECTED);
      } else if (text.isPresent() && !taken.add(text.get())) {
        element.problem("stands there twice");
      }
    }
    return windows;
  }

  private RowToText text(NamedValues names, JsonField field) {
    Expression value = value(names, field, Type.TEXT);
    return value == null ? (row, index) -> null : Expression.text(value);
  }

  private RowToNumber number(NamedValues names, JsonField field) {
    Expression value = value(names, field, Type.NUMBER);
    return value == null ? (row, index) -> Double.NaN : Expression.number(value);
  }

  private int time(NamedValues names, JsonField field) {
    return value(names, field, Type.TIME) instanceof Expression.OfTime time
        ? time.slot()
        : OrderFields.NO_SLOT;
  }

  /** Null when absent, or wrong and noted. */
  private @Nullable Expression value(NamedValues names, JsonField field, Type wanted) {
    Optional<ExpressionNode> node =
        field.text().flatMap(text -> names.expression(field.place(), text));
    if (node.isEmpty()) {
      return null;
    }
    Expression value = node.get().value();
    if (value.array() != Row.SCALAR) {
      field.problem("has a value per element; fold it, for instance with sum");
      return null;
    }
    if (!value.type().fits(wanted)) {
      field.problem("is a " + value.type().label() + ", expected a " + wanted.label());
      return null;
    }
    return value;
  }
}
