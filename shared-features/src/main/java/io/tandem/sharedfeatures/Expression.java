package io.tandem.sharedfeatures;

import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * A typed value computed from a {@link Row}. One that reads the fields of an array's elements has a
 * value per element; {@code index} then says which, and is ignored otherwise.
 */
sealed interface Expression {
  /** {@link #array()} of an expression with one value per order. */
  int SCALAR = -1;

  Type type();

  /** The index in {@link Row#lengths} of the array it ranges over, or {@link #SCALAR}. */
  int array();

  /**
   * @param type {@link Type#NUMBER} or {@link Type#FLAG}
   */
  record OfNumber(Type type, int array, NumberCode code) implements Expression {}

  record OfText(int array, TextCode code) implements Expression {
    @Override
    public Type type() {
      return Type.TEXT;
    }
  }

  /** A time is only ever a source: what is computed from times are numbers and texts. */
  record OfTime(int slot) implements Expression {
    @Override
    public Type type() {
      return Type.TIME;
    }

    @Override
    public int array() {
      return SCALAR;
    }
  }

  record OfZone(int slot) implements Expression {
    @Override
    public Type type() {
      return Type.ZONE;
    }

    @Override
    public int array() {
      return SCALAR;
    }

    @Nullable ZoneRules rules(Row row) {
      return row.zones[slot];
    }
  }

  @FunctionalInterface
  interface NumberCode {
    /** NaN when missing. */
    double at(Row row, int index);
  }

  @FunctionalInterface
  interface TextCode {
    /** Null when missing. */
    @Nullable String at(Row row, int index);
  }

  static NumberCode number(Expression expression) {
    return ((OfNumber) expression).code();
  }

  static TextCode text(Expression expression) {
    return ((OfText) expression).code();
  }

  /**
   * The same value, computed once per order: for one that is used once per element, so that an
   * order costs its size and not its square.
   *
   * @param memory the number of a place in the {@link Row} that no other expression has
   */
  static Expression once(Expression scalar, int memory) {
    if (scalar instanceof OfNumber number) {
      return new OfNumber(
          number.type(), SCALAR, (row, index) -> row.onceNumber(memory, number.code()));
    }
    if (scalar instanceof OfText text) {
      return new OfText(SCALAR, (row, index) -> row.onceText(memory, text.code()));
    }
    return scalar;
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
    return ((OfZone) expression).rules(row) == null;
  }
}
