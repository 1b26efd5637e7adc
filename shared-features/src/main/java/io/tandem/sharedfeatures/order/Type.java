package io.tandem.sharedfeatures.order;

import java.util.Locale;

/** The type of an expression. */
public enum Type {
  /** A double; NaN is missing. */
  NUMBER,
  /** 1, 0, or NaN for missing; stands wherever a number may. */
  FLAG,
  /** Text; null is missing. */
  TEXT,
  /** A moment with the offset it was written with. */
  TIME,
  /** The rules of a time zone. */
  ZONE,
  /** A table of the definition. */
  TABLE,
  /** A 'text' that stands in the definition itself; stands wherever a text may. */
  LITERAL,
  /** Only as a parameter: whatever can be missing. */
  ANY;

  public boolean fits(Type wanted) {
    return this == wanted
        || (wanted == ANY && this != TABLE)
        || (this == FLAG && wanted == NUMBER)
        || (this == LITERAL && wanted == TEXT);
  }

  public String label() {
    return switch (this) {
      case ANY -> "value";
      case LITERAL -> "'text'";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }
}
