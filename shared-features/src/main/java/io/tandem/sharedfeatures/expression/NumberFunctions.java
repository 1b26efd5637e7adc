package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.flag;
import static io.tandem.sharedfeatures.expression.NamedFunction.number;
import static io.tandem.sharedfeatures.expression.NamedFunction.ofNumber;
import static io.tandem.sharedfeatures.expression.NamedFunction.ofNumbers;
import static io.tandem.sharedfeatures.expression.NamedFunction.scalar;
import static io.tandem.sharedfeatures.expression.NamedFunction.variadic;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.Type;
import java.util.List;

/** Arithmetic and what deals with missing values. StrictMath, so that every platform agrees. */
final class NumberFunctions {
  private static final Type N = Type.NUMBER;

  static final List<NamedFunction> ALL =
      List.of(
          ofNumber("abs", "the absolute value", Math::abs),
          ofNumber("sqrt", "the square root; missing below 0", StrictMath::sqrt),
          ofNumber(
              "exp",
              "e to the power of x; infinite, and so a missing column, above 709",
              StrictMath::exp),
          ofNumber(
              "log",
              "the natural logarithm; missing at 0 and below",
              x -> x > 0 ? StrictMath.log(x) : Double.NaN),
          ofNumber(
              "log1p",
              "ln(1 + x); missing below 0",
              x -> x >= 0 ? StrictMath.log1p(x) : Double.NaN),
          ofNumber("floor", "the greatest whole number not above x", Math::floor),
          ofNumber("round", "the nearest whole number, halves up", NumberFunctions::roundHalfUp),
          ofNumbers(
              "pow",
              "x to the power of y; missing when either is, or when there is no such real number;"
                  + " infinite when too large",
              StrictMath::pow),
          ofNumbers(
              "cyclic_sin",
              "the sine of x on a circle whose turn is the second number; missing when that is 0",
              (x, turn) -> StrictMath.sin(angle(x, turn))),
          ofNumbers(
              "cyclic_cos",
              "the cosine of x on a circle whose turn is the second number; missing when that is 0",
              (x, turn) -> StrictMath.cos(angle(x, turn))),
          ofNumbers("least", "the smaller of two; missing when either is", Math::min),
          ofNumbers("greatest", "the greater of two; missing when either is", Math::max),
          scalar(
              "clip",
              List.of(N, N, N),
              "x, but not below the second and not above the third, which wins when it is the"
                  + " smaller; missing when one is",
              (a, array) -> {
                var x = Expression.number(a.get(0));
                var low = Expression.number(a.get(1));
                var high = Expression.number(a.get(2));
                return number(
                    array,
                    (row, i) -> Math.min(Math.max(x.at(row, i), low.at(row, i)), high.at(row, i)));
              }),
          scalar(
              "between",
              List.of(N, N, N),
              "1 when x lies between the second and the third, both included; missing when one is",
              (a, array) -> {
                var x = Expression.number(a.get(0));
                var low = Expression.number(a.get(1));
                var high = Expression.number(a.get(2));
                return flag(
                    array, (row, i) -> between(x.at(row, i), low.at(row, i), high.at(row, i)));
              }),
          scalar(
              "is_missing",
              List.of(Type.ANY),
              "1 when the value is missing, else 0, also for an infinite number",
              (a, array) ->
                  flag(array, (row, i) -> Expression.isMissing(a.get(0), row, i) ? 1 : 0)),
          variadic(
              "missing_count",
              List.of(Type.ANY),
              "how many of its arguments are missing",
              (a, array) -> number(array, (row, i) -> missingCount(a, row, i))),
          variadic(
              "coalesce",
              List.of(N, N),
              "the first of its arguments that is not missing; missing when all are; of flags, a"
                  + " flag",
              (a, array) -> {
                RowToNumber[] values =
                    a.stream().map(Expression::number).toArray(RowToNumber[]::new);
                return new Expression.OfNumber(
                    common(a), array, (row, i) -> firstKnown(values, row, i));
              }),
          scalar(
              "if",
              List.of(Type.FLAG, N, N),
              "the second when the first holds, else the third; missing when the first is; of"
                  + " flags, a flag",
              (a, array) -> {
                var condition = Expression.number(a.get(0));
                var then = Expression.number(a.get(1));
                var otherwise = Expression.number(a.get(2));
                return new Expression.OfNumber(
                    common(a.subList(1, 3)),
                    array,
                    (row, i) -> {
                      double holds = condition.at(row, i);
                      if (Double.isNaN(holds)) {
                        return Double.NaN;
                      }
                      return holds != 0 ? then.at(row, i) : otherwise.at(row, i);
                    });
              }));

  private NumberFunctions() {}

  private static double angle(double x, double turn) {
    return turn == 0 ? Double.NaN : 2 * Math.PI * (x / turn);
  }

  /** A choice between flags is a flag. */
  private static Type common(List<Expression> choices) {
    return choices.stream().allMatch(choice -> choice.type() == Type.FLAG)
        ? Type.FLAG
        : Type.NUMBER;
  }

  /** {@code floor(x + 0.5)} would round 0.49999999999999994 up. */
  private static double roundHalfUp(double x) {
    double down = Math.floor(x);
    return x - down >= 0.5 ? down + 1 : down;
  }

  private static double between(double x, double low, double high) {
    if (Double.isNaN(x) || Double.isNaN(low) || Double.isNaN(high)) {
      return Double.NaN;
    }
    return x >= low && x <= high ? 1 : 0;
  }

  private static double missingCount(List<Expression> values, Row row, int index) {
    int missing = 0;
    for (Expression value : values) {
      if (Expression.isMissing(value, row, index)) {
        missing++;
      }
    }
    return missing;
  }

  private static double firstKnown(RowToNumber[] values, Row row, int index) {
    for (RowToNumber value : values) {
      double number = value.at(row, index);
      if (!Double.isNaN(number)) {
        return number;
      }
    }
    return Double.NaN;
  }
}
