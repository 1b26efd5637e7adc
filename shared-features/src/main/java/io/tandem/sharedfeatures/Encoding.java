package io.tandem.sharedfeatures;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a feature's value becomes columns: the recipe, as the definition has it. What a recipe must
 * learn from training records is gathered by its {@link Statistics}; recipe and what was learned
 * make the {@link Encoder}.
 */
interface Encoding {
  /** The type of value it encodes. */
  Type input();

  /**
   * Empty when there is nothing to learn.
   *
   * @param feature named in problems
   */
  Optional<Statistics> statistics(String feature);

  /**
   * @param learned what {@link Statistics#finish()} gave, as it was read back; null when there is
   *     nothing to learn
   * @throws DefinitionException when what was learned does not fit the recipe
   */
  Encoder encoder(String feature, Expression value, @Nullable Json learned);

  /**
   * Gathers what one feature learns. The outcome depends on the multiset of observed rows alone:
   * not on their order, nor on how they were spread over objects that are merged later.
   */
  interface Statistics {
    void observe(Expression value, Row row);

    /**
     * @param other of the same recipe
     */
    void merge(Statistics other);

    Json finish();
  }

  /** Writes a feature's columns. Thread-safe. */
  interface Encoder {
    List<String> columns();

    /** Writes as many values as there are columns, from {@code at} on. */
    void encode(Row row, float[] vector, int at);
  }

  /**
   * The one place where a double becomes a column: NaN for what is not finite, no negative zero.
   */
  static float column(double value) {
    float rounded = (float) value;
    return Float.isFinite(rounded) ? rounded + 0.0f : Float.NaN;
  }

  /** An encoder with one column, a function of the feature's number. */
  static Encoder ofNumber(String feature, Expression value, DoubleUnaryOperator operator) {
    Expression.NumberCode number = Expression.number(value);
    List<String> columns = List.of(feature);
    return new Encoder() {
      @Override
      public List<String> columns() {
        return columns;
      }

      @Override
      public void encode(Row row, float[] vector, int at) {
        vector[at] = column(operator.applyAsDouble(number.at(row, Expression.SCALAR)));
      }
    };
  }
}
