package io.tandem.localawsmodel;

import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Map;

/** What a value must be. No shape holds itself, so that a walk is no deeper than the model. */
sealed interface Shape {
  /**
   * @param required names of members
   */
  record Structure(Map<String, Shape> members, List<String> required) implements Shape {
    static final Structure EMPTY = new Structure(Map.of(), List.of());
  }

  record ListOf(Shape item, List<Constraint> size) implements Shape {}

  record MapOf(Scalar key, Shape value, List<Constraint> size) implements Shape {}

  /**
   * @param sensitive the value is not to be shown
   */
  record Scalar(Type type, List<Constraint> constraints, boolean sensitive) implements Shape {}

  /** The types of scalars, and what the service calls them when it cannot read one. */
  enum Type {
    STRING("a String"),
    INTEGER("an Integer"),
    LONG("a Long"),
    FLOAT("a Float"),
    DOUBLE("a Double"),
    BOOLEAN("a Boolean"),
    /** Seconds since 1970, with a fraction. */
    TIMESTAMP("milliseconds since epoch");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /**
     * Whether a value can be read as this type. Whole numbers may be written with a fraction of 0.
     */
    boolean reads(Json value) {
      return switch (this) {
        case STRING -> value instanceof Json.Text;
        case BOOLEAN -> value instanceof Json.Bool;
        case INTEGER -> isWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        // The bound itself is 2^63, the double next to the largest long.
        case LONG -> isWhole(value, Long.MIN_VALUE, Math.nextDown((double) Long.MAX_VALUE));
        case FLOAT, DOUBLE, TIMESTAMP ->
            value instanceof Json.Num number && !Double.isInfinite(number.value());
      };
    }

    private static boolean isWhole(Json value, double least, double most) {
      return value instanceof Json.Num number
          && number.value() == Math.rint(number.value())
          && number.value() >= least
          && number.value() <= most;
    }
  }
}
