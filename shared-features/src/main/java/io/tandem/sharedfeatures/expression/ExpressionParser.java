package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

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
 * literal = [ "-" ] number | 'text'
 * </pre>
 */
public final class ExpressionParser {
  /** Levels of nesting; a definition is data and must not exhaust the stack. */
  private static final int DEPTH = 100;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final ExpressionBuilder build;
  private final Tokens tokens;
  private int depth;

  private ExpressionParser(String text, ExpressionBuilder build) throws ExpressionFault {
    this.build = build;
    this.tokens = new Tokens(text);
  }

  /**
   * @param functions of the dialect, by name
   * @param names what may stand in it beside functions: sources, tables, named values
   * @param nextMemory gives the number of a place in the {@link Row} that no other expression has
   */
  public static ExpressionNode parse(
      String text,
      Map<String, NamedFunction> functions,
      Map<String, ExpressionNode> names,
      IntSupplier nextMemory)
      throws ExpressionFault {
    ExpressionParser parser =
        new ExpressionParser(text, new ExpressionBuilder(functions, names, nextMemory));
    ExpressionNode step = parser.or();
    if (parser.tokens.peek().kind() != Tokens.Kind.END) {
      throw new ExpressionFault("unexpected " + parser.tokens.label(), parser.tokens.at());
    }
    if (step.depth() > Limits.NESTING) {
      throw new ExpressionFault("with the values it names, nested too deep", 0);
    }
    return step;
  }

  private ExpressionNode step(int at, Expression value, ExpressionNode... parts) {
    return ExpressionNode.operator(tokens.since(at), value, List.of(parts));
  }

  private ExpressionNode or() throws ExpressionFault {
    enter();
    int at = tokens.at();
    ExpressionNode left = and();
    while (tokens.take("or")) {
      ExpressionNode right = and();
      left = step(at, build.or(left.value(), right.value(), at), left, right);
    }
    depth--;
    return left;
  }

  private ExpressionNode and() throws ExpressionFault {
    int at = tokens.at();
    ExpressionNode left = not();
    while (tokens.take("and")) {
      ExpressionNode right = not();
      left = step(at, build.and(left.value(), right.value(), at), left, right);
    }
    return left;
  }

  private ExpressionNode not() throws ExpressionFault {
    int at = tokens.at();
    if (!tokens.take("not")) {
      return compare();
    }
    enter();
    ExpressionNode operand = not();
    depth--;
    return step(at, build.not(operand.value(), at), operand);
  }

  private ExpressionNode compare() throws ExpressionFault {
    int at = tokens.at();
    ExpressionNode left = sum();
    if (tokens.take("in")) {
      return in(left, at);
    }
    String symbol = tokens.peekSymbol();
    if (!COMPARISONS.contains(symbol)) {
      return left;
    }
    tokens.take();
    ExpressionNode right = sum();
    return step(at, build.compare(symbol, left.value(), right.value(), at), left, right);
  }

  private ExpressionNode in(ExpressionNode left, int at) throws ExpressionFault {
    tokens.expect("[");
    Set<String> texts = new LinkedHashSet<>();
    List<Double> numbers = new ArrayList<>();
    do {
      boolean negative = tokens.take("-");
      Tokens.Token literal = tokens.take();
      if (literal.kind() == Tokens.Kind.NUMBER) {
        numbers.add(negative ? -number(literal) : number(literal));
      } else if (literal.kind() == Tokens.Kind.TEXT && !negative) {
        texts.add(literal.text());
      } else {
        throw new ExpressionFault("expected a number or a 'text'", literal.at());
      }
    } while (tokens.take(","));
    tokens.expect("]");
    return step(at, build.in(left.value(), texts, numbers, at), left);
  }

  private ExpressionNode sum() throws ExpressionFault {
    int at = tokens.at();
    ExpressionNode left = product();
    for (String symbol = tokens.peekSymbol();
        symbol.equals("+") || symbol.equals("-");
        symbol = tokens.peekSymbol()) {
      tokens.take();
      ExpressionNode right = product();
      left = step(at, build.arithmetic(symbol, left.value(), right.value(), at), left, right);
    }
    return left;
  }

  private ExpressionNode product() throws ExpressionFault {
    int at = tokens.at();
    ExpressionNode left = unary();
    for (String symbol = tokens.peekSymbol();
        symbol.equals("*") || symbol.equals("/") || symbol.equals("%");
        symbol = tokens.peekSymbol()) {
      tokens.take();
      ExpressionNode right = unary();
      left = step(at, build.arithmetic(symbol, left.value(), right.value(), at), left, right);
    }
    return left;
  }

  private ExpressionNode unary() throws ExpressionFault {
    int at = tokens.at();
    if (!tokens.take("-")) {
      return primary();
    }
    enter();
    ExpressionNode operand = unary();
    depth--;
    return step(at, build.negate(operand.value(), at), operand);
  }

  private ExpressionNode primary() throws ExpressionFault {
    if (tokens.take("(")) {
      ExpressionNode inner = or();
      tokens.expect(")");
      return inner;
    }
    int at = tokens.at();
    String label = tokens.label();
    Tokens.Token token = tokens.take();
    return switch (token.kind()) {
      case NUMBER -> {
        double value = number(token);
        yield step(at, NamedFunction.number(Row.SCALAR, (row, i) -> value));
      }
      case TEXT -> step(at, new Expression.Literal(token.text()));
      case NAME -> tokens.take("(") ? call(token) : build.named(token);
      case SYMBOL, END -> throw new ExpressionFault("expected a value, found " + label, at);
    };
  }

  private ExpressionNode call(Tokens.Token name) throws ExpressionFault {
    List<ExpressionNode> arguments = arguments();
    Expression value = build.call(name, arguments.stream().map(ExpressionNode::value).toList());
    return ExpressionNode.call(name.text(), tokens.since(name.at()), value, arguments);
  }

  private List<ExpressionNode> arguments() throws ExpressionFault {
    List<ExpressionNode> arguments = new ArrayList<>();
    if (!tokens.take(")")) {
      do {
        arguments.add(or());
      } while (tokens.take(","));
      tokens.expect(")");
    }
    return arguments;
  }

  private static double number(Tokens.Token token) throws ExpressionFault {
    double value =
        NUMBER.matcher(token.text()).matches()
            ? Double.parseDouble(token.text())
            : Double.POSITIVE_INFINITY;
    if (Double.isInfinite(value)) {
      throw new ExpressionFault("not a number, or too large for one: " + token.text(), token.at());
    }
    return value;
  }

  private void enter() throws ExpressionFault {
    if (++depth > DEPTH) {
      throw new ExpressionFault("nested deeper than " + DEPTH, tokens.at());
    }
  }
}
