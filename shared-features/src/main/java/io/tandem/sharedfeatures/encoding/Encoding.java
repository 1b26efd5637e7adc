package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.strictjson.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a feature's values become columns: the recipe, as the definition has it. Its {@link
 * Statistics} gather what it must learn from training records. The recipe and what was learned make
 * the {@link Encoder}.
 */
public interface Encoding {
  /** What it takes, in order. */
  List<Input> inputs();

  /**
   * Whether the learned state may hold single values of this input, such as a text, the largest
   * number or a quantile; counts and means are none. Such an input must not be computed from
   * personal sources, as the learned state goes into the artifact.
   */
  default boolean keeps(int input) {
    return true;
  }

  /**
   * Empty when there is nothing to learn.
   *
   * @param feature named in problems
   */
  Optional<Statistics> statistics(String feature);

  /**
   * @param values one per input, without the optional ones that are not given
   * @param learned what {@link Statistics#finish()} gave, as it was read back; null when there is
   *     nothing to learn
   * @throws DefinitionException when what was learned does not fit the recipe
   */
  Encoder encoder(String feature, List<Expression> values, @Nullable Json learned);

  /**
   * The categories that are not unseen; empty when nothing is.
   *
   * @param learned as for {@link #encoder}
   * @throws DefinitionException when what was learned does not fit the recipe
   */
  default Optional<Collection<String>> categories(String feature, @Nullable Json learned) {
    return Optional.empty();
  }

  /**
   * One of the values that an encoding takes.
   *
   * @param perElement whether it has a value per element of an array; of several such inputs, of
   *     the same array
   */
  record Input(Type type, boolean perElement, boolean optional) {
    public static final List<Input> NUMBER = List.of(new Input(Type.NUMBER, false, false));
    public static final List<Input> TEXT = List.of(new Input(Type.TEXT, false, false));

    /** The texts of an array's elements, each with its weight. */
    public static final List<Input> WEIGHTED_TEXTS =
        List.of(new Input(Type.TEXT, true, false), new Input(Type.NUMBER, true, true));

    public String label() {
      return type.label() + (perElement ? " per element" : "") + (optional ? ", optional" : "");
    }
  }

  /** How a feature's columns came about. */
  enum Outcome {
    KNOWN,
    /** The value was missing. */
    MISSING,
    /** The value was a category that training did not see, or that is not listed. */
    UNSEEN
  }

  /**
   * Gathers what one feature learns. The outcome depends on the multiset of observed rows alone:
   * not on their order, nor on how they were spread over objects that are merged later.
   */
  interface Statistics {
    /** Why nothing can be learned from a record with this label; empty when it can be. */
    default Optional<String> labelFault(double label) {
      return Optional.empty();
    }

    /**
     * @param row of a record whose label has no fault
     */
    void observe(List<Expression> values, Row row);

    /**
     * @param other of the same recipe
     */
    void merge(Statistics other);

    Json finish();

    /** What they are, as it stands in a state. */
    String kind();

    /**
     * Writes what was observed; the same bytes for the same multiset of rows.
     *
     * @throws DefinitionException when these cannot be fitted in parts
     */
    void write(StateOutput out);

    /**
     * Reads what {@link #write} wrote. Of ones that have observed nothing.
     *
     * @throws StateException when the bytes are no such state
     */
    void read(StateInput in);

    /** How often each text of the first value was observed; none when texts are not counted. */
    default Map<String, Long> counts() {
      return Map.of();
    }
  }

  /** Writes a feature's columns. Thread-safe. */
  interface Encoder {
    List<String> columns();

    /** Writes as many values as there are columns, from {@code at} on. */
    Outcome encode(Row row, float[] vector, int at);

    /**
     * For people: which learned or listed values decided the columns, for instance the edges of the
     * bin. Empty when the recipe says it all.
     */
    default String explain(Row row) {
      return "";
    }

    /**
     * How many texts were unseen, after {@link #encode} has said so. Each element of an array
     * counts.
     */
    default int unseen(Row row) {
      return 1;
    }
  }

  /**
   * The one place where a double becomes a column: NaN for what is not finite, no negative zero.
   */
  static float column(double value) {
    float rounded = (float) value;
    return Float.isFinite(rounded) ? rounded + 0.0f : Float.NaN;
  }

  /** An encoder with one column, a function of the feature's number; an infinite one is missing. */
  static Encoder ofNumber(String feature, List<Expression> values, DoubleUnaryOperator operator) {
    return ofNumber(feature, values, operator, x -> "");
  }

  /**
   * @param explained see {@link Encoder#explain}, of a number or NaN
   */
  static Encoder ofNumber(
      String feature,
      List<Expression> values,
      DoubleUnaryOperator operator,
      DoubleFunction<String> explained) {
    RowToNumber number = Expression.number(values.get(0));
    List<String> columns = List.of(feature);
    return new Encoder() {
      @Override
      public List<String> columns() {
        return columns;
      }

      @Override
      public Outcome encode(Row row, float[] vector, int at) {
        double found = number.at(row, Row.SCALAR);
        double value = Double.isFinite(found) ? found : Double.NaN;
        vector[at] = column(operator.applyAsDouble(value));
        return Double.isNaN(value) ? Outcome.MISSING : Outcome.KNOWN;
      }

      @Override
      public String explain(Row row) {
        double found = number.at(row, Row.SCALAR);
        return explained.apply(Double.isFinite(found) ? found : Double.NaN);
      }
    };
  }
}
