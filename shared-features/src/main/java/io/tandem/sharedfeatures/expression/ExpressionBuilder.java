package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Checks the types in what the parser has read and makes expressions of it. A value of the order
 * that meets the values of elements is computed {@linkplain Expression#once once}.
 */
final class ExpressionBuilder {
  private final Map<String, NamedFunction> functions;
  private final Map<String, ExpressionNode> names;
  private final IntSupplier nextMemory;

  /**
   * @param functions of the dialect
   */
  ExpressionBuilder(
      Map<String, NamedFunction> functions,
      Map<String, ExpressionNode> names,
      IntSupplier nextMemory) {
    this.functions = functions;
    this.names = names;
    this.nextMemory = nextMemory;
  }

  ExpressionNode named(Tokens.Token name) throws ExpressionFault {
    ExpressionNode step = names.get(name.text());
    if (step == null) {
      throw ExpressionFault.unknownName(name, Suggestion.hint(name.text(), names.keySet()));
    }
    return step;
  }

  Expression call(Tokens.Token name, List<Expression> arguments) throws ExpressionFault {
    NamedFunction function = functions.get(name.text());
    if (function == null) {
      throw new ExpressionFault(
          "unknown function " + name.text() + Suggestion.hint(name.text(), functions.keySet()),
          name.at());
    }
    Optional<String> fault = function.fault(arguments);
    if (fault.isPresent()) {
      throw new ExpressionFault(fault.get(), name.at());
    }
    int array = Row.SCALAR;
    for (Expression argument : arguments) {
      array = common(array, argument.array(), name.at());
    }
    if (function.aggregate() && array == Row.SCALAR) {
      throw new ExpressionFault(
          function.signature() + " folds an array, but its argument has one value per order",
          name.at());
    }
    List<Expression> ready = new ArrayList<>();
    for (Expression argument : arguments) {
      ready.add(once(function.code().prepare(argument), array));
    }
    try {
      return function.call(ready, array);
    } catch (IllegalArgumentException e) {
      throw new ExpressionFault(function.signature() + ": " + e.getMessage(), name.at());
    }
  }

  Expression or(Expression left, Expression right, int at) throws ExpressionFault {
    int array = common(left.array(), right.array(), at);
    return Operators.or(
        number(once(left, array), Type.FLAG, at), number(once(right, array), Type.FLAG, at), array);
  }

  Expression and(Expression left, Expression right, int at) throws ExpressionFault {
    int array = common(left.array(), right.array(), at);
    return Operators.and(
        number(once(left, array), Type.FLAG, at), number(once(right, array), Type.FLAG, at), array);
  }

  Expression not(Expression operand, int at) throws ExpressionFault {
    number(operand, Type.FLAG, at);
    return Operators.not(operand);
  }

  Expression negate(Expression operand, int at) throws ExpressionFault {
    number(operand, Type.NUMBER, at);
    return Operators.negate(operand);
  }

  Expression arithmetic(String symbol, Expression left, Expression right, int at)
      throws ExpressionFault {
    int array = common(left.array(), right.array(), at);
    return Operators.arithmetic(
        symbol,
        number(once(left, array), Type.NUMBER, at),
        number(once(right, array), Type.NUMBER, at),
        array);
  }

  Expression compare(String symbol, Expression left, Expression right, int at)
      throws ExpressionFault {
    int array = common(left.array(), right.array(), at);
    Expression a = once(left, array);
    Expression b = once(right, array);
    if (a.type().fits(Type.TEXT) && b.type().fits(Type.TEXT)) {
      if (!symbol.equals("==") && !symbol.equals("!=")) {
        throw new ExpressionFault("texts compare with == and != only, found " + symbol, at);
      }
      return Operators.compareTexts(
          symbol.equals("=="), Expression.text(a), Expression.text(b), array);
    }
    return Operators.compare(symbol, number(a, Type.NUMBER, at), number(b, Type.NUMBER, at), array);
  }

  /** One of both lists is empty. */
  Expression in(Expression left, Set<String> texts, List<Double> numbers, int at)
      throws ExpressionFault {
    if (!texts.isEmpty() && !numbers.isEmpty()) {
      throw new ExpressionFault("a list holds either numbers or texts", at);
    }
    if (left.type().fits(Type.TEXT) && numbers.isEmpty()) {
      return Operators.in(Expression.text(left), Set.copyOf(texts), left.array());
    }
    if (!texts.isEmpty()) {
      throw new ExpressionFault("a list of texts, beside a " + left.type().label(), at);
    }
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Operators.inNumbers(number(left, Type.NUMBER, at), values, left.array());
  }

  private Expression once(Expression value, int array) {
    boolean perElement = array != Row.SCALAR && value.array() == Row.SCALAR;
    return perElement ? Expression.once(value, nextMemory.getAsInt()) : value;
  }

  private static RowToNumber number(Expression expression, Type wanted, int at)
      throws ExpressionFault {
    if (!expression.type().fits(wanted)) {
      throw new ExpressionFault(
          "expected a " + wanted.label() + ", found a " + expression.type().label(), at);
    }
    return Expression.number(expression);
  }

  private static int common(int a, int b, int at) throws ExpressionFault {
    if (a != Row.SCALAR && b != Row.SCALAR && a != b) {
      throw new ExpressionFault("two different arrays meet", at);
    }
    return a == Row.SCALAR ? b : a;
  }
}
