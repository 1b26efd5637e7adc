package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A named function of the expression language.
 *
 * @param parameters the types of its arguments
 * @param optional how many of the last parameters may be left out
 * @param variadic whether the last parameter may be given several times
 * @param aggregate whether it makes one value of all elements of an array; any other function,
 *     given the fields of elements, has a value per element
 * @param meaning for people: what it gives, also for missing and out-of-range arguments
 */
public record NamedFunction(
    String name,
    List<Type> parameters,
    int optional,
    boolean variadic,
    boolean aggregate,
    String meaning,
    Code code) {

  public NamedFunction {
    parameters = List.copyOf(parameters);
  }

  /** Makes the expression of a call whose arguments have been checked. */
  @FunctionalInterface
  interface Code {
    /**
     * @param array what the call ranges over; for an aggregate, the array it folds
     * @throws IllegalArgumentException when a literal argument is none of those that the function
     *     takes; the message says what was expected
     */
    Expression compile(List<Expression> arguments, int array);

    /**
     * An argument, changed before all else. A value of the order is changed once, also beside
     * values per element.
     */
    default Expression prepare(Expression argument) {
      return argument;
    }
  }

  /** What an aggregate does with the elements. */
  @FunctionalInterface
  interface Fold {
    double of(Row row, int length, RowToNumber values);
  }

  /** Of one number; missing gives missing. */
  static NamedFunction ofNumber(String name, String meaning, DoubleUnaryOperator operator) {
    return scalar(
        name,
        List.of(Type.NUMBER),
        meaning,
        (arguments, array) -> {
          RowToNumber value = Expression.number(arguments.get(0));
          return number(array, (row, i) -> operator.applyAsDouble(value.at(row, i)));
        });
  }

  /** Of two numbers; a missing one gives missing, whatever the operator makes of NaN. */
  static NamedFunction ofNumbers(String name, String meaning, DoubleBinaryOperator operator) {
    return scalar(
        name,
        List.of(Type.NUMBER, Type.NUMBER),
        meaning,
        (arguments, array) -> {
          RowToNumber a = Expression.number(arguments.get(0));
          RowToNumber b = Expression.number(arguments.get(1));
          return number(
              array,
              (row, i) -> {
                double x = a.at(row, i);
                double y = b.at(row, i);
                return Double.isNaN(x) || Double.isNaN(y)
                    ? Double.NaN
                    : operator.applyAsDouble(x, y);
              });
        });
  }

  /**
   * Text to text; missing gives missing. The operator may give null for a result that is missing.
   */
  static NamedFunction ofText(String name, String meaning, TextOperator operator) {
    return scalar(
        name,
        List.of(Type.TEXT),
        meaning,
        (arguments, array) -> {
          RowToText value = Expression.text(arguments.get(0));
          return new Expression.OfText(
              array,
              (row, i) -> {
                String text = value.at(row, i);
                return text == null ? null : operator.apply(text);
              });
        });
  }

  /** Text to number; missing gives missing. */
  static NamedFunction measureText(String name, String meaning, ToDoubleFunction<String> measure) {
    return scalar(
        name,
        List.of(Type.TEXT),
        meaning,
        (arguments, array) -> {
          RowToText value = Expression.text(arguments.get(0));
          return number(
              array,
              (row, i) -> {
                String text = value.at(row, i);
                return text == null ? Double.NaN : measure.applyAsDouble(text);
              });
        });
  }

  /** Of the numbers of an array's elements. */
  static NamedFunction fold(String name, String meaning, Fold fold) {
    return aggregate(
        name,
        List.of(Type.NUMBER),
        meaning,
        (arguments, array) -> {
          RowToNumber values = Expression.number(arguments.get(0));
          return number(Row.SCALAR, (row, i) -> fold.of(row, row.lengths[array], values));
        });
  }

  static NamedFunction scalar(String name, List<Type> parameters, String meaning, Code code) {
    return new NamedFunction(name, parameters, 0, false, false, meaning, code);
  }

  static NamedFunction aggregate(String name, List<Type> parameters, String meaning, Code code) {
    return new NamedFunction(name, parameters, 0, false, true, meaning, code);
  }

  static NamedFunction variadic(String name, List<Type> parameters, String meaning, Code code) {
    return new NamedFunction(name, parameters, 0, true, false, meaning, code);
  }

  static Expression number(int array, RowToNumber code) {
    return new Expression.OfNumber(Type.NUMBER, array, code);
  }

  static Expression flag(int array, RowToNumber code) {
    return new Expression.OfNumber(Type.FLAG, array, code);
  }

  /** From text to text; null stands for missing. */
  @FunctionalInterface
  interface TextOperator {
    @Nullable String apply(String text);
  }

  /** The expression of a call. */
  Expression call(List<Expression> arguments, int array) {
    return code.compile(List.copyOf(arguments), array);
  }

  /** What is wrong with these arguments; empty when nothing is. */
  Optional<String> fault(List<Expression> arguments) {
    int fewest = parameters.size() - optional;
    boolean tooMany = arguments.size() > parameters.size() && !variadic;
    if (arguments.size() < fewest || tooMany) {
      String number = fewest + (optional > 0 ? " to " + parameters.size() : "");
      number += variadic ? " or more" : "";
      return Optional.of(
          signature() + " takes " + number + " arguments, found " + arguments.size());
    }
    for (int i = 0; i < arguments.size(); i++) {
      Type wanted = parameters.get(Math.min(i, parameters.size() - 1));
      Type found = arguments.get(i).type();
      if (!found.fits(wanted)) {
        return Optional.of(
            signature()
                + " takes a "
                + wanted.label()
                + " as argument "
                + (i + 1)
                + ", found a "
                + found.label());
      }
    }
    return Optional.empty();
  }

  /** {@code log1p(number)}, {@code hour(time[, zone[, zone]])} */
  String signature() {
    StringBuilder text = new StringBuilder(name).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      boolean open = i >= parameters.size() - optional;
      text.append(open ? "[" : "").append(i == 0 ? "" : ", ").append(parameters.get(i).label());
    }
    text.append("]".repeat(optional));
    return text.append(variadic ? ", ...)" : ")").toString();
  }
}
