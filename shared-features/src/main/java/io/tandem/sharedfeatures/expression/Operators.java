package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.flag;
import static io.tandem.sharedfeatures.expression.NamedFunction.number;

import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import java.util.List;
import java.util.Set;

/**
 * The operators of the expression language. A missing operand gives missing, but {@code and} and
 * {@code or} know their result when one side settles it.
 */
final class Operators {
  /**
   * For people, from those that bind loosest: how an operator is written, and what it gives, also
   * for missing and out-of-range operands.
   *
   * @param form with operands a and b
   */
  record Meaning(String form, String operands, String gives) {}

  static final List<Meaning> ALL =
      List.of(
          new Meaning(
              "a or b", "flags", "1 when one holds, whatever the other; else missing when one is"),
          new Meaning(
              "a and b",
              "flags",
              "0 when one does not hold, whatever the other; else missing when one is"),
          new Meaning("not a", "flag", "1 when it does not hold; missing when it is"),
          new Meaning(
              "a == b, a != b",
              "two numbers or two texts",
              "whether they are equal: numbers by value, texts exactly; missing when either is"),
          new Meaning(
              "a < b, a <= b, a > b, a >= b",
              "numbers",
              "how they compare; missing when either is"),
          new Meaning(
              "a in ['x', 'y'], a in [1, -2]",
              "text or number",
              "1 when the list has exactly this one, else 0; missing when a is"),
          new Meaning(
              "a + b, a - b, a * b", "numbers", "infinite when too large; missing when either is"),
          new Meaning("a / b", "numbers", "missing when either is, or when b is 0: also 0 / 0"),
          new Meaning(
              "a % b",
              "numbers",
              "the remainder, with the sign of b; missing when either is, or when b is 0"),
          new Meaning("-a", "number", "missing when a is"));

  private Operators() {}

  static Expression arithmetic(String symbol, RowToNumber a, RowToNumber b, int array) {
    return number(
        array,
        switch (symbol) {
          case "+" -> (row, i) -> a.at(row, i) + b.at(row, i);
          case "-" -> (row, i) -> a.at(row, i) - b.at(row, i);
          case "*" -> (row, i) -> a.at(row, i) * b.at(row, i);
          case "/" -> (row, i) -> divide(a.at(row, i), b.at(row, i));
          case "%" -> (row, i) -> remainder(a.at(row, i), b.at(row, i));
          default -> throw new IllegalArgumentException(symbol);
        });
  }

  /** Missing when the divisor is 0: a ratio to nothing says nothing. */
  private static double divide(double a, double b) {
    return b == 0 ? Double.NaN : a / b;
  }

  /** The remainder that has the divisor's sign; missing when the divisor is 0. */
  private static double remainder(double a, double b) {
    double remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
  }

  static Expression negate(Expression operand) {
    RowToNumber value = Expression.number(operand);
    return number(operand.array(), (row, i) -> -value.at(row, i));
  }

  @FunctionalInterface
  private interface Comparison {
    boolean holds(double a, double b);
  }

  static Expression compare(String symbol, RowToNumber a, RowToNumber b, int array) {
    Comparison comparison =
        switch (symbol) {
          case "==" -> (x, y) -> x == y;
          case "!=" -> (x, y) -> x != y;
          case "<" -> (x, y) -> x < y;
          case "<=" -> (x, y) -> x <= y;
          case ">" -> (x, y) -> x > y;
          case ">=" -> (x, y) -> x >= y;
          default -> throw new IllegalArgumentException(symbol);
        };
    return flag(
        array,
        (row, i) -> {
          // Each side once: comparisons of comparisons would double the work on every level.
          double x = a.at(row, i);
          double y = b.at(row, i);
          if (Double.isNaN(x) || Double.isNaN(y)) {
            return Double.NaN;
          }
          return comparison.holds(x, y) ? 1 : 0;
        });
  }

  /** Equality of texts is exact; {@code same(a, b)} compares folded ones. */
  static Expression compareTexts(boolean equal, RowToText a, RowToText b, int array) {
    return flag(
        array,
        (row, i) -> {
          String x = a.at(row, i);
          String y = b.at(row, i);
          return x == null || y == null ? Double.NaN : x.equals(y) == equal ? 1 : 0;
        });
  }

  static Expression in(RowToText value, Set<String> texts, int array) {
    return flag(
        array,
        (row, i) -> {
          String text = value.at(row, i);
          return text == null ? Double.NaN : texts.contains(text) ? 1 : 0;
        });
  }

  static Expression inNumbers(RowToNumber value, double[] numbers, int array) {
    return flag(
        array,
        (row, i) -> {
          double x = value.at(row, i);
          if (Double.isNaN(x)) {
            return Double.NaN;
          }
          for (double number : numbers) {
            if (x == number) {
              return 1;
            }
          }
          return 0;
        });
  }

  static Expression and(RowToNumber a, RowToNumber b, int array) {
    return flag(
        array,
        (row, i) -> {
          double x = a.at(row, i);
          double y = b.at(row, i);
          if (x == 0 || y == 0) {
            return 0;
          }
          return Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : 1;
        });
  }

  static Expression or(RowToNumber a, RowToNumber b, int array) {
    return flag(
        array,
        (row, i) -> {
          double x = a.at(row, i);
          double y = b.at(row, i);
          if (x == 1 || y == 1) {
            return 1;
          }
          return Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : 0;
        });
  }

  static Expression not(Expression operand) {
    RowToNumber value = Expression.number(operand);
    return flag(operand.array(), (row, i) -> 1 - value.at(row, i));
  }
}
