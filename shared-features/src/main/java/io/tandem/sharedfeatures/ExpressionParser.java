package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the expression language of feature values.
 *
 * <pre>
 * or      = and { "or" and }
 * and     = not { "and" not }
 * not     = "not" not | compare
 * compare = sum [ ( "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) sum
 *               | "in" "[" literal { "," literal } "]" ]
 * sum     = product { ( "+" | "-" ) product }
 * product = unary { ( "*" | "/" | "%" ) unary }
 * unary   = "-" unary | primary
 * primary = number | 'text' | source | function "(" or { "," or } ")" | "(" or ")"
 * </pre>
 */
final class ExpressionParser {
  /** Every function by name. */
  static final Map<String, Function> FUNCTIONS = functions();

  /** Levels of nesting; a definition is data and must not exhaust the stack. */
  private static final int DEPTH = 100;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final Map<String, Expression> sources;
  private final Tokens tokens;
  private int depth;

  private ExpressionParser(String text, Map<String, Expression> sources) throws Fault {
    this.sources = sources;
    this.tokens = new Tokens(text);
  }

  /** A fault of an expression, with the column it stands at. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    Fault(String what, int at) {
      super(what + " at column " + (at + 1), null, false, false);
    }
  }

  static Expression parse(String text, Map<String, Expression> sources) throws Fault {
    ExpressionParser parser = new ExpressionParser(text, sources);
    Expression expression = parser.or();
    if (parser.tokens.peek().kind() != Tokens.Kind.END) {
      throw new Fault("unexpected " + parser.tokens.label(), parser.tokens.at());
    }
    return expression;
  }

  private static Map<String, Function> functions() {
    Map<String, Function> functions = new TreeMap<>();
    Stream.of(NumberFunctions.ALL, TextFunctions.ALL, ArrayFunctions.ALL, TimeFunctions.ALL)
        .flatMap(List::stream)
        .forEach(function -> functions.put(function.name(), function));
    return functions;
  }

  private Expression or() throws Fault {
    enter();
    int at = tokens.at();
    Expression left = and();
    while (tokens.take("or")) {
      Expression right = and();
      left =
          Operators.or(
              number(left, Type.FLAG, at), number(right, Type.FLAG, at), common(left, right, at));
    }
    depth--;
    return left;
  }

  private Expression and() throws Fault {
    int at = tokens.at();
    Expression left = not();
    while (tokens.take("and")) {
      Expression right = not();
      left =
          Operators.and(
              number(left, Type.FLAG, at), number(right, Type.FLAG, at), common(left, right, at));
    }
    return left;
  }

  private Expression not() throws Fault {
    int at = tokens.at();
    if (!tokens.take("not")) {
      return compare();
    }
    enter();
    Expression operand = not();
    depth--;
    number(operand, Type.FLAG, at);
    return Operators.not(operand);
  }

  private Expression compare() throws Fault {
    int at = tokens.at();
    Expression left = sum();
    if (tokens.take("in")) {
      return in(left, at);
    }
    String symbol = tokens.peek().text();
    if (tokens.peek().kind() != Tokens.Kind.SYMBOL || !COMPARISONS.contains(symbol)) {
      return left;
    }
    tokens.take();
    Expression right = sum();
    int array = common(left, right, at);
    if (left instanceof Expression.OfText a && right instanceof Expression.OfText b) {
      if (!symbol.equals("==") && !symbol.equals("!=")) {
        throw new Fault("texts compare with == and != only, found " + symbol, at);
      }
      return Operators.compareTexts(symbol.equals("=="), a.code(), b.code(), array);
    }
    return Operators.compare(
        symbol, number(left, Type.NUMBER, at), number(right, Type.NUMBER, at), array);
  }

  private Expression in(Expression left, int at) throws Fault {
    tokens.expect("[");
    Set<String> texts = new HashSet<>();
    List<Double> numbers = new ArrayList<>();
    do {
      Tokens.Token literal = tokens.take();
      switch (literal.kind()) {
        case TEXT -> texts.add(literal.text());
        case NUMBER -> numbers.add(literalNumber(literal));
        default -> throw new Fault("expected a number or a 'text'", literal.at());
      }
    } while (tokens.take(","));
    tokens.expect("]");
    if (left instanceof Expression.OfText text && numbers.isEmpty()) {
      return Operators.in(text.code(), Set.copyOf(texts), left.array());
    }
    if (!texts.isEmpty()) {
      throw new Fault("a list of texts beside a value that is not one, or a mixed list,", at);
    }
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return Operators.inNumbers(number(left, Type.NUMBER, at), values, left.array());
  }

  private Expression sum() throws Fault {
    int at = tokens.at();
    Expression left = product();
    for (String symbol = tokens.peek().text();
        symbol.equals("+") || symbol.equals("-");
        symbol = tokens.peek().text()) {
      tokens.take();
      left = arithmetic(symbol, left, product(), at);
    }
    return left;
  }

  private Expression product() throws Fault {
    int at = tokens.at();
    Expression left = unary();
    for (String symbol = tokens.peek().text();
        symbol.equals("*") || symbol.equals("/") || symbol.equals("%");
        symbol = tokens.peek().text()) {
      tokens.take();
      left = arithmetic(symbol, left, unary(), at);
    }
    return left;
  }

  private Expression arithmetic(String symbol, Expression left, Expression right, int at)
      throws Fault {
    return Operators.arithmetic(
        symbol,
        number(left, Type.NUMBER, at),
        number(right, Type.NUMBER, at),
        common(left, right, at));
  }

  private Expression unary() throws Fault {
    int at = tokens.at();
    if (!tokens.take("-")) {
      return primary();
    }
    enter();
    Expression operand = unary();
    depth--;
    number(operand, Type.NUMBER, at);
    return Operators.negate(operand);
  }

  private Expression primary() throws Fault {
    if (tokens.take("(")) {
      Expression inner = or();
      tokens.expect(")");
      return inner;
    }
    Tokens.Token token = tokens.take();
    return switch (token.kind()) {
      case NUMBER -> {
        double value = literalNumber(token);
        yield Function.number(Expression.SCALAR, (row, i) -> value);
      }
      case TEXT -> {
        String value = token.text();
        yield new Expression.OfText(Expression.SCALAR, (row, i) -> value);
      }
      case NAME -> tokens.take("(") ? call(token) : source(token);
      default ->
          throw new Fault(
              token.kind() == Tokens.Kind.END
                  ? "expected a value, found the end"
                  : "expected a value, found " + token.text(),
              token.at());
    };
  }

  private static double literalNumber(Tokens.Token token) throws Fault {
    try {
      return Double.parseDouble(token.text());
    } catch (NumberFormatException e) {
      throw new Fault("not a number: " + token.text(), token.at());
    }
  }

  private Expression source(Tokens.Token name) throws Fault {
    Expression source = sources.get(name.text());
    if (source == null) {
      throw new Fault(
          "unknown source " + name.text() + Nearest.hint(name.text(), sources.keySet()), name.at());
    }
    return source;
  }

  private Expression call(Tokens.Token name) throws Fault {
    List<Expression> arguments = new ArrayList<>();
    if (!tokens.take(")")) {
      do {
        arguments.add(or());
      } while (tokens.take(","));
      tokens.expect(")");
    }
    Function function = FUNCTIONS.get(name.text());
    if (function == null) {
      throw new Fault(
          "unknown function " + name.text() + Nearest.hint(name.text(), FUNCTIONS.keySet()),
          name.at());
    }
    check(function, arguments, name.at());
    int array = Expression.SCALAR;
    for (Expression argument : arguments) {
      array = common(array, argument.array(), name.at());
    }
    if (function.aggregate() && array == Expression.SCALAR) {
      throw new Fault(
          function.signature() + " folds an array, but its argument has one value per order",
          name.at());
    }
    return function.code().compile(arguments, array);
  }

  private static void check(Function function, List<Expression> arguments, int at) throws Fault {
    List<Type> parameters = function.parameters();
    boolean tooMany = arguments.size() > parameters.size() && !function.variadic();
    if (arguments.size() < parameters.size() || tooMany) {
      throw new Fault(
          function.signature()
              + " takes "
              + parameters.size()
              + (function.variadic() ? " or more" : "")
              + " arguments, found "
              + arguments.size(),
          at);
    }
    for (int i = 0; i < arguments.size(); i++) {
      Type wanted = parameters.get(Math.min(i, parameters.size() - 1));
      if (!arguments.get(i).type().fits(wanted)) {
        throw new Fault(
            function.signature()
                + " takes a "
                + wanted.label()
                + " as argument "
                + (i + 1)
                + ", found a "
                + arguments.get(i).type().label(),
            at);
      }
    }
  }

  private static Expression.NumberCode number(Expression expression, Type wanted, int at)
      throws Fault {
    if (!expression.type().fits(wanted)) {
      throw new Fault(
          "expected a " + wanted.label() + ", found a " + expression.type().label(), at);
    }
    return Expression.number(expression);
  }

  private static int common(Expression a, Expression b, int at) throws Fault {
    return common(a.array(), b.array(), at);
  }

  private static int common(int a, int b, int at) throws Fault {
    if (a != Expression.SCALAR && b != Expression.SCALAR && a != b) {
      throw new Fault("two different arrays meet", at);
    }
    return a == Expression.SCALAR ? b : a;
  }

  private void enter() throws Fault {
    if (++depth > DEPTH) {
      throw new Fault("nested deeper than " + DEPTH, tokens.at());
    }
  }
}
