package io.tandem.sharedfeatures;

import java.util.Locale;

/** The type of an expression. */
enum Type {
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
  /** Only as a parameter: whatever can be missing. */
  ANY;

  boolean fits(Type wanted) {
    return this == wanted || wanted == ANY || (this == FLAG && wanted == NUMBER);
  }

  String label() {
    return this == ANY ? "value" : name().toLowerCase(Locale.ROOT);
  }
}
