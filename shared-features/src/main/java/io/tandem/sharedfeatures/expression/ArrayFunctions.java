package io.tandem.sharedfeatures.expression;

import static io.tandem.sharedfeatures.expression.NamedFunction.aggregate;
import static io.tandem.sharedfeatures.expression.NamedFunction.flag;
import static io.tandem.sharedfeatures.expression.NamedFunction.fold;
import static io.tandem.sharedfeatures.expression.NamedFunction.number;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.Type;
import java.util.Arrays;
import java.util.List;

/** Folds of the numbers of an array's elements; missing ones take no part. */
final class ArrayFunctions {
  static final List<NamedFunction> ALL =
      List.of(
          fold("count", "how many are not missing", (row, n, values) -> count(row, n, values)),
          fold("sum", "their sum, in array order; 0 of none", ArrayFunctions::sum),
          fold(
              "mean",
              "their mean; missing of none",
              (row, n, values) -> ratio(sum(row, n, values), count(row, n, values))),
          fold("min", "the smallest; missing of none", ArrayFunctions::min),
          fold("max", "the greatest; missing of none", ArrayFunctions::max),
          fold(
              "std",
              "the standard deviation (of n, not n - 1); missing of none",
              ArrayFunctions::std),
          fold("first", "the first that is not missing; missing of none", ArrayFunctions::first),
          fold("last", "the last that is not missing; missing of none", ArrayFunctions::last),
          fold(
              "median",
              "the one in the middle, of an even number the lower of two; missing of none",
              ArrayFunctions::median),
          firstText("first_text", "the first text; missing of none", false),
          firstText("last_text", "the last text; missing of none", true),
          aggregate(
              "any",
              List.of(Type.FLAG),
              "1 when one holds, 0 when none does; missing when none is known",
              (a, array) -> {
                var values = Expression.number(a.get(0));
                return flag(Row.SCALAR, (row, i) -> max(row, row.lengths[array], values));
              }),
          aggregate(
              "all",
              List.of(Type.FLAG),
              "1 when every known one holds, else 0; missing when none is known",
              (a, array) -> {
                var values = Expression.number(a.get(0));
                return flag(Row.SCALAR, (row, i) -> min(row, row.lengths[array], values));
              }),
          aggregate(
              "share",
              List.of(Type.NUMBER, Type.FLAG),
              "the part of the numbers' sum whose elements hold, 0 when none is known to; missing"
                  + " when the sum is 0",
              (a, array) -> {
                var values = Expression.number(a.get(0));
                var holds = Expression.number(a.get(1));
                return number(
                    Row.SCALAR, (row, i) -> share(row, row.lengths[array], values, holds));
              }));

  private ArrayFunctions() {}

  private static double ratio(double a, double b) {
    return b == 0 ? Double.NaN : a / b;
  }

  private static double count(Row row, int length, RowToNumber values) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (!Double.isNaN(values.at(row, i))) {
        count++;
      }
    }
    return count;
  }

  private static double sum(Row row, int length, RowToNumber values) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      double value = values.at(row, i);
      if (!Double.isNaN(value)) {
        sum += value;
      }
    }
    return sum;
  }

  private static double min(Row row, int length, RowToNumber values) {
    double min = Double.NaN;
    for (int i = 0; i < length; i++) {
      double value = values.at(row, i);
      if (value < min || Double.isNaN(min)) {
        min = value;
      }
    }
    return min;
  }

  private static double max(Row row, int length, RowToNumber values) {
    double max = Double.NaN;
    for (int i = 0; i < length; i++) {
      double value = values.at(row, i);
      if (value > max || Double.isNaN(max)) {
        max = value;
      }
    }
    return max;
  }

  private static double std(Row row, int length, RowToNumber values) {
    double count = count(row, length, values);
    double mean = ratio(sum(row, length, values), count);
    if (!Double.isFinite(mean)) {
      return Double.NaN; // a distance to infinity is none, and none would add up to 0
    }
    double squares =
        sum(
            row,
            length,
            (r, i) -> {
              double distance = values.at(r, i) - mean;
              return distance * distance;
            });
    return StrictMath.sqrt(ratio(squares, count));
  }

  private static double first(Row row, int length, RowToNumber values) {
    for (int i = 0; i < length; i++) {
      double value = values.at(row, i);
      if (!Double.isNaN(value)) {
        return value;
      }
    }
    return Double.NaN;
  }

  private static double last(Row row, int length, RowToNumber values) {
    for (int i = length - 1; i >= 0; i--) {
      double value = values.at(row, i);
      if (!Double.isNaN(value)) {
        return value;
      }
    }
    return Double.NaN;
  }

  private static double median(Row row, int length, RowToNumber values) {
    double[] known = new double[length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      double value = values.at(row, i);
      if (!Double.isNaN(value)) {
        known[count++] = value;
      }
    }
    Arrays.sort(known, 0, count);
    return count == 0 ? Double.NaN : known[(count - 1) / 2];
  }

  private static NamedFunction firstText(String name, String meaning, boolean fromEnd) {
    return aggregate(
        name,
        List.of(Type.TEXT),
        meaning,
        (a, array) -> {
          var text = Expression.text(a.get(0));
          return new Expression.OfText(
              Row.SCALAR,
              (row, i) -> {
                int length = row.lengths[array];
                for (int k = 0; k < length; k++) {
                  String value = text.at(row, fromEnd ? length - 1 - k : k);
                  if (value != null) {
                    return value;
                  }
                }
                return null;
              });
        });
  }

  private static double share(Row row, int length, RowToNumber values, RowToNumber holds) {
    double part = sum(row, length, (r, i) -> holds.at(r, i) == 1 ? values.at(r, i) : Double.NaN);
    return ratio(part, sum(row, length, values));
  }
}
