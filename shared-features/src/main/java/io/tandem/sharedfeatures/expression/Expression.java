package io.tandem.sharedfeatures.expression;

import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.Type;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A typed value computed from a {@link Row}. An expression over the fields of an array's elements
 * has a value per element, and {@code index} says which; of others the index is ignored.
 */
public sealed interface Expression {
  Type type();

  /** The index in {@link Row#lengths} of the array it ranges over, or {@link Row#SCALAR}. */
  int array();

  /**
   * @param type {@link Type#NUMBER} or {@link Type#FLAG}
   */
  record OfNumber(Type type, int array, RowToNumber code) implements Expression {}

  record OfText(int array, RowToText code) implements Expression {
    @Override
    public Type type() {
      return Type.TEXT;
    }
  }

  /** A text that stands in the definition itself. */
  record Literal(String value) implements Expression {
    @Override
    public Type type() {
      return Type.LITERAL;
    }

    @Override
    public int array() {
      return Row.SCALAR;
    }
  }

  /** A table of the definition; only ever an argument. */
  record OfTable(Table table) implements Expression {
    @Override
    public Type type() {
      return Type.TABLE;
    }

    @Override
    public int array() {
      return Row.SCALAR;
    }
  }

  /** A time is always a source: only numbers and texts are computed from times. */
  record OfTime(int slot) implements Expression {
    @Override
    public Type type() {
      return Type.TIME;
    }

    @Override
    public int array() {
      return Row.SCALAR;
    }
  }

  record OfZone(ZoneCode code) implements Expression {
    @Override
    public Type type() {
      return Type.ZONE;
    }

    @Override
    public int array() {
      return Row.SCALAR;
    }
  }

  @FunctionalInterface
  interface ZoneCode {
    /** Null when missing. */
    @Nullable ZoneRules at(Row row);
  }

  static RowToNumber number(Expression expression) {
    return ((OfNumber) expression).code();
  }

  static RowToText text(Expression expression) {
    if (expression instanceof Literal literal) {
      String value = literal.value();
      return (row, index) -> value;
    }
    return ((OfText) expression).code();
  }

  static String literal(Expression expression) {
    return ((Literal) expression).value();
  }

  static Table table(Expression expression) {
    return ((OfTable) expression).table();
  }

  /** The rules of a time zone; missing when there is no such expression. */
  static ZoneCode zone(List<Expression> arguments, int index) {
    return index < arguments.size() ? ((OfZone) arguments.get(index)).code() : row -> null;
  }

  /**
   * The same value, computed once per order. For a value that is used several times, and for a
   * value of the order that is used per element: an order then costs its size, not its square.
   *
   * @param memory the number of a place in the {@link Row} that no other expression has
   */
  static Expression once(Expression value, int memory) {
    int array = value.array();
    if (value instanceof OfNumber number) {
      RowToNumber code = number.code();
      return new OfNumber(
          number.type(),
          array,
          array == Row.SCALAR
              ? (row, index) -> row.onceNumber(memory, code)
              : (row, index) -> row.onceNumbers(memory, array, code)[index]);
    }
    if (value instanceof OfText text) {
      RowToText code = text.code();
      return new OfText(
          array,
          array == Row.SCALAR
              ? (row, index) -> row.onceText(memory, code)
              : (row, index) -> row.onceTexts(memory, array, code)[index]);
    }
    return value;
  }

  /** Whether the value is missing in this row. */
  static boolean isMissing(Expression expression, Row row, int index) {
    if (expression instanceof OfNumber value) {
      return Double.isNaN(value.code().at(row, index));
    }
    if (expression instanceof OfText value) {
      return value.code().at(row, index) == null;
    }
    if (expression instanceof OfTime value) {
      return row.seconds[value.slot()] == Row.NO_TIME;
    }
    return expression instanceof OfZone value && value.code().at(row) == null;
  }
}
