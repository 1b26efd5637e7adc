package io.tandem.sharedfeatures.oracle;

import io.tandem.sharedfeatures.oracle.OracleParser.Call;
import io.tandem.sharedfeatures.oracle.OracleParser.Constant;
import io.tandem.sharedfeatures.oracle.OracleParser.Name;
import io.tandem.sharedfeatures.oracle.OracleParser.Node;
import io.tandem.sharedfeatures.oracle.OracleValue.Each;
import io.tandem.sharedfeatures.oracle.OracleValue.Txt;
import io.tandem.sharedfeatures.oracle.OracleValue.Zone;
import io.tandem.strictjson.Json;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes the values of a definition's expressions the slow and obvious way, from what {@link
 * TreeOracle} read: nothing is compiled, typed or kept from order to order. It shares no code with
 * the implementation but for the reader of JSON trees and StrictMath, whose bits the definition of
 * the functions names.
 */
final class ValueOracle {
  static final OracleValue MISSING = new OracleValue.Missing();

  /** Makes one value of an array's; all other functions have a value per element. */
  private static final Set<String> FOLDS =
      Set.of(
          "count",
          "sum",
          "mean",
          "min",
          "max",
          "std",
          "first",
          "last",
          "median",
          "first_text",
          "last_text",
          "any",
          "all",
          "share",
          "count_distinct",
          "argmax",
          "group_max",
          "entropy",
          "most_variants");

  /** The JDK copies them on every call. */
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

  /** Links of the IANA database that the JDK has not. */
  private static final Map<String, String> LINKED =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "Etc/GMT",
          "GMT-0", "Etc/GMT",
          "Factory", "Etc/GMT");

  private final boolean newest;
  private final Map<String, Node> named = new HashMap<>();
  private final Map<String, OracleValue> tables = new HashMap<>();
  private final Map<String, Node> parsed = new HashMap<>();

  /**
   * @param definition the JSON of a definition that is known to be right
   */
  ValueOracle(Json.Obj definition) {
    newest = definition.fields().get("dialect") instanceof Json.Num dialect && dialect.value() == 2;
    fields(definition, "values")
        .forEach((name, text) -> named.put(name, OracleParser.parse(((Json.Text) text).value())));
    fields(definition, "tables")
        .forEach((name, table) -> tables.put(name, new OracleValue.Table((Json.Obj) table)));
  }

  static Map<String, Json> fields(Json.Obj object, String name) {
    return object.fields().get(name) instanceof Json.Obj found ? found.fields() : Map.of();
  }

  /** An order's values: sources by name, to which the named values are added as they are needed. */
  OracleValue value(String expression, Map<String, OracleValue> order) {
    return value(parsed.computeIfAbsent(expression, OracleParser::parse), order);
  }

  private OracleValue value(Node node, Map<String, OracleValue> order) {
    if (node instanceof Constant constant) {
      return constant.value();
    }
    if (node instanceof Name name) {
      OracleValue known = order.getOrDefault(name.name(), tables.get(name.name()));
      if (known != null) {
        return known;
      }
      Node behind = named.get(name.name());
      if (behind == null) {
        throw new IllegalArgumentException("unknown " + name.name());
      }
      OracleValue value = value(behind, order);
      order.put(name.name(), value);
      return value;
    }
    Call call = (Call) node;
    List<OracleValue> arguments = new ArrayList<>();
    for (Node argument : call.arguments()) {
      arguments.add(value(argument, order));
    }
    boolean folds = newest && OracleTexts.FOLDING.contains(call.function());
    return call(call.function() + (folds ? OracleTexts.NEWEST : ""), arguments);
  }

  private static OracleValue call(String function, List<OracleValue> arguments) {
    int length = -1;
    for (OracleValue argument : arguments) {
      if (argument instanceof Each each) {
        length = each.elements().size();
      }
    }
    if (length < 0) {
      return OracleFunctions.call(function, arguments);
    }
    List<List<OracleValue>> rows = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      List<OracleValue> row = new ArrayList<>();
      for (OracleValue argument : arguments) {
        row.add(argument instanceof Each each ? each.elements().get(i) : argument);
      }
      rows.add(row);
    }
    if (FOLDS.contains(function)) {
      return OracleFolds.fold(function, rows);
    }
    List<OracleValue> elements = new ArrayList<>();
    for (List<OracleValue> row : rows) {
      elements.add(OracleFunctions.call(function, row));
    }
    return new Each(elements);
  }

  static OracleValue zone(String name) {
    String linked = LINKED.getOrDefault(name, name);
    return ZONES.contains(linked) ? new Zone(ZoneId.of(linked).getRules()) : ValueOracle.MISSING;
  }

  static String text(OracleValue value) {
    return ((Txt) value).value();
  }

  static double number(OracleValue value) {
    return ((OracleValue.Num) value).value();
  }
}
