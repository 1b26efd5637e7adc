package io.tandem.sharedfeatures.oracle;

import io.tandem.strictjson.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the slow oracle computes with; missing is a value like any other. */
sealed interface OracleValue {
  record Missing() implements OracleValue {
    @Override
    public String toString() {
      return "missing";
    }
  }

  /** Also a flag: 1 or 0. */
  record Num(double value) implements OracleValue {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  record Txt(String value) implements OracleValue {
    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * @param zulu whether it was written without an offset, so that nobody knows where it was
   */
  record Moment(OffsetDateTime time, boolean zulu) implements OracleValue {}

  /** Equal by offsets: the standard ones, which nothing asks for, the library does not keep. */
  record Zone(ZoneRules rules) implements OracleValue {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Zone zone
          && rules.getOffset(Instant.MIN).equals(zone.rules.getOffset(Instant.MIN))
          && rules.getTransitions().equals(zone.rules.getTransitions())
          && rules.getTransitionRules().equals(zone.rules.getTransitionRules());
    }

    @Override
    public int hashCode() {
      return rules.getTransitions().hashCode();
    }
  }

  /** A table, as the definition has it. */
  record Table(Json.Obj table) implements OracleValue {}

  /** A value per element of an array. */
  record Each(List<OracleValue> elements) implements OracleValue {
    public Each {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.toString();
    }
  }

  default boolean isMissing() {
    return this instanceof Missing;
  }

  /** NaN is missing. */
  static OracleValue number(double value) {
    return Double.isNaN(value) ? new Missing() : new Num(value);
  }

  static OracleValue flag(boolean holds) {
    return new Num(holds ? 1 : 0);
  }

  /** A text without characters is missing. */
  static OracleValue text(String value) {
    return value.isEmpty() ? new Missing() : new Txt(value);
  }
}
