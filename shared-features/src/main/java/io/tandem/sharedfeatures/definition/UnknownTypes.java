package io.tandem.sharedfeatures.definition;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionFault;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.expression.ExpressionParser;
import io.tandem.sharedfeatures.expression.NamedFunction;
import io.tandem.sharedfeatures.expression.Tokens;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names that are declared, but wrongly, so that their types are not known. An expression over them
 * is read with every type that they could have. A fault under all types is worth telling; the
 * others are consequences.
 */
final class UnknownTypes {
  /** Each of them multiplies the attempts by the number of types. */
  private static final int MOST = 3;

  private final Map<String, NamedFunction> functions;
  private final Map<String, ExpressionNode> known;
  private final Set<String> declared;

  /**
   * @param functions of the dialect, by name
   * @param known the names that are right
   * @param declared these and the others
   */
  UnknownTypes(
      Map<String, NamedFunction> functions,
      Map<String, ExpressionNode> known,
      Set<String> declared) {
    this.functions = functions;
    this.known = known;
    this.declared = declared;
  }

  /** Of several attempts the fault that the furthest came to. */
  Optional<String> otherFault(String text) {
    Set<String> used = new TreeSet<>(Tokens.names(text));
    List<String> faulty =
        used.stream().filter(name -> declared.contains(name) && !known.containsKey(name)).toList();
    if (faulty.size() > MOST) {
      return Optional.empty();
    }
    List<Map<String, ExpressionNode>> attempts = List.of(known);
    for (String name : faulty) {
      attempts = withEachType(attempts, name, array(used));
    }
    ExpressionFault furthest = null;
    for (Map<String, ExpressionNode> attempt : attempts) {
      Optional<ExpressionFault> fault = fault(text, attempt);
      if (fault.isEmpty()) {
        return Optional.empty();
      }
      if (furthest == null || fault.get().at() > furthest.at()) {
        furthest = fault.get();
      }
    }
    return Optional.ofNullable(furthest).map(ExpressionFault::getMessage);
  }

  private Optional<ExpressionFault> fault(String text, Map<String, ExpressionNode> names) {
    try {
      ExpressionParser.parse(text, functions, names, () -> 0);
      return Optional.empty();
    } catch (ExpressionFault e) {
      return Optional.of(e);
    }
  }

  /** The one whose elements the expression reads: two different ones cannot meet in it. */
  private int array(Set<String> used) {
    for (String name : used) {
      ExpressionNode step = known.get(name);
      if (step != null && step.value().array() != Row.SCALAR) {
        return step.value().array();
      }
    }
    return 0;
  }

  private static List<Map<String, ExpressionNode>> withEachType(
      List<Map<String, ExpressionNode>> attempts, String name, int array) {
    List<Map<String, ExpressionNode>> more = new ArrayList<>();
    for (Map<String, ExpressionNode> attempt : attempts) {
      for (Expression value : ofEachType(array)) {
        Map<String, ExpressionNode> one = new LinkedHashMap<>(attempt);
        one.put(name, ExpressionNode.source(name, value));
        more.add(one);
      }
    }
    return more;
  }

  /** Never computed. A flag fits wherever a number does. */
  private static List<Expression> ofEachType(int array) {
    RowToNumber number = (row, i) -> Double.NaN;
    RowToText text = (row, i) -> null;
    return List.of(
        new Expression.OfNumber(Type.FLAG, Row.SCALAR, number),
        new Expression.OfNumber(Type.FLAG, array, number),
        new Expression.OfText(Row.SCALAR, text),
        new Expression.OfText(array, text),
        new Expression.OfTime(0),
        new Expression.OfZone(row -> null));
  }
}
