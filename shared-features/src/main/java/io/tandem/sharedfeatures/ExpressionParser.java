package io.tandem.sharedfeatures;

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
final class ExpressionParser {
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
   * @param nextMemory gives the number of a place in the {@link Row} that no other expression has
   */
  static Expression parse(String text, Map<String, Expression> sources, IntSupplier nextMemory)
      throws ExpressionFault {
    ExpressionParser parser =
        new ExpressionParser(text, new ExpressionBuilder(sources, nextMemory));
    Expression expression = parser.or();
    if (parser.tokens.peek().kind() != Tokens.Kind.END) {
      throw new ExpressionFault("unexpected " + parser.tokens.label(), parser.tokens.at());
    }
    return expression;
  }

  private Expression or() throws ExpressionFault {
    enter();
    int at = tokens.at();
    Expression left = and();
    while (tokens.take("or")) {
      left = build.or(left, and(), at);
    }
    depth--;
    return left;
  }

  private Expression and() throws ExpressionFault {
    int at = tokens.at();
    Expression left = not();
    while (tokens.take("and")) {
      left = build.and(left, not(), at);
    }
    return left;
  }

  private Expression not() throws ExpressionFault {
    int at = tokens.at();
    if (!tokens.take("not")) {
      return compare();
    }
    enter();
    Expression operand = not();
    depth--;
    return build.not(operand, at);
  }

  private Expression compare() throws ExpressionFault {
    int at = tokens.at();
    Expression left = sum();
    if (tokens.take("in")) {
      return in(left, at);
    }
    String symbol = tokens.peekSymbol();
    if (!COMPARISONS.contains(symbol)) {
      return left;
    }
    tokens.take();
    return build.compare(symbol, left, sum(), at);
  }

  private Expression in(Expression left, int at) throws ExpressionFault {
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
    return build.in(left, texts, numbers, at);
  }

  private Expression sum() throws ExpressionFault {
    int at = tokens.at();
    Expression left = product();
    for (String symbol = tokens.peekSymbol();
        symbol.equals("+") || symbol.equals("-");
        symbol = tokens.peekSymbol()) {
      tokens.take();
      left = build.arithmetic(symbol, left, product(), at);
    }
    return left;
  }

  private Expression product() throws ExpressionFault {
    int at = tokens.at();
    Expression left = unary();
    for (String symbol = tokens.peekSymbol();
        symbol.equals("*") || symbol.equals("/") || symbol.equals("%");
        symbol = tokens.peekSymbol()) {
      tokens.take();
      left = build.arithmetic(symbol, left, unary(), at);
    }
    return left;
  }

  private Expression unary() throws ExpressionFault {
    int at = tokens.at();
    if (!tokens.take("-")) {
      return primary();
    }
    enter();
    Expression operand = unary();
    depth--;
    return build.negate(operand, at);
  }

  private Expression primary() throws ExpressionFault {
    if (tokens.take("(")) {
      Expression inner = or();
      tokens.expect(")");
      return inner;
    }
    int at = tokens.at();
    String label = tokens.label();
    Tokens.Token token = tokens.take();
    return switch (token.kind()) {
      case NUMBER -> {
        double value = number(token);
        yield Function.number(Expression.SCALAR, (row, i) -> value);
      }
      case TEXT -> {
        String value = token.text();
        yield new Expression.OfText(Expression.SCALAR, (row, i) -> value);
      }
      case NAME -> tokens.take("(") ? build.call(token, arguments()) : build.source(token);
      case SYMBOL, END -> throw new ExpressionFault("expected a value, found " + label, at);
    };
  }

  private List<Expression> arguments() throws ExpressionFault {
    List<Expression> arguments = new ArrayList<>();
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
