package io.tandem.sharedfeatures.order;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.text.Decimals;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One typed input of the features.
 *
 * @param required missing rejects the order; of an array: the array has at least one element and
 *     every element has the field
 * @param defaultValue stands for missing, be it absent, null, blank, or by policy; a text that the
 *     kind reads
 * @param wrongType what a value of another JSON type, there or on the way there, or a text that the
 *     kind cannot read, leads to
 * @param outOfRange what a number outside {@code [min, max]} leads to
 * @param fromText whether a text that holds a number, or true or false, is read as if the value
 *     stood there bare; beside bare ones
 * @param personal whether this source, or another one that reads the same field, is marked so:
 *     nothing of a single value may leave the process. No source lies inside the value of another
 *     one, so the same path is all that two sources can share
 */
public record Source(
    String name,
    SourcePath path,
    Kind kind,
    boolean required,
    @Nullable String defaultValue,
    Policy wrongType,
    Policy outOfRange,
    double min,
    double max,
    boolean fromText,
    boolean personal) {

  public static final double NO_MIN = -Double.MAX_VALUE;
  public static final double NO_MAX = Double.MAX_VALUE;

  /** The label of training records, which every definition has. */
  public static Source label(SourcePath path, boolean fromText) {
    return new Source(
        "label",
        path,
        Kind.LABEL,
        true,
        null,
        Policy.REJECT,
        Policy.REJECT,
        NO_MIN,
        NO_MAX,
        fromText,
        false);
  }

  /** What expressions call the personal ones among these by. */
  public static Set<String> personalNames(List<Source> sources) {
    return sources.stream()
        .filter(Source::personal)
        .map(Source::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The same one, of a field that another source marks as personal. */
  public Source ofPersonalField() {
    return new Source(
        name, path, kind, required, defaultValue, wrongType, outOfRange, min, max, fromText, true);
  }

  public boolean inRange(double value) {
    return value >= min && value <= max;
  }

  /** Whether it takes a value from this, rather than missing or a rejection. */
  public boolean reads(Json json) {
    return switch (kind) {
      case NUMBER, INTEGER, LABEL ->
          json instanceof Json.Num number ? reads(number.value()) : readsText(json);
      case FLAG -> json instanceof Json.Bool || readsText(json);
      case TEXT, INSTANT, DATE, ZONE -> json instanceof Json.Text text && kind.reads(text.value());
    };
  }

  private boolean readsText(Json json) {
    return fromText && json instanceof Json.Text text && reads(kind.held(text.value()));
  }

  private boolean reads(double value) {
    return inRange(value) && (kind != Kind.INTEGER || value == Math.rint(value));
  }

  /** The range for people. */
  public String range() {
    return min == NO_MIN && max == NO_MAX
        ? "the range of a double"
        : "[" + Json.number(min) + ", " + Json.number(max) + "]";
  }

  /** How a JSON value is read. */
  public enum Kind {
    /** A JSON number. */
    NUMBER(Type.NUMBER, "a number"),
    /** A JSON number without a fraction; {@code 2.0} is one. */
    INTEGER(Type.NUMBER, "a whole number"),
    /** {@code true} or {@code false}. */
    FLAG(Type.FLAG, "true or false"),
    /** A JSON string; blank is missing. */
    TEXT(Type.TEXT, "a string"),
    /** A JSON string, RFC 3339 with an offset or {@code Z}. */
    INSTANT(Type.TIME, "a date and time with offset, as 2026-03-14T23:41:07+01:00"),
    /** A JSON string, {@code yyyy-MM-dd}; stands for midnight UTC. */
    DATE(Type.TIME, "a date, as 2026-03-14"),
    /**
     * The label of a training record: a JSON number, or {@code true} or {@code false} for 1 or 0.
     */
    LABEL(Type.NUMBER, "true, false or a number"),
    /** A JSON string, a name of the IANA time zone database; an unknown one is missing. */
    ZONE(Type.ZONE, "a time zone, as Europe/Berlin");

    public final Type type;
    public final String expected;

    Kind(Type type, String expected) {
      this.type = type;
      this.expected = expected;
    }

    public boolean isNumber() {
      return type == Type.NUMBER;
    }

    /** What may stand within a text. */
    public boolean isHeld() {
      return type == Type.NUMBER || type == Type.FLAG;
    }

    /**
     * The number that a text holds, a flag as 1 or 0; NaN when it holds none. White space around it
     * is passed over; {@code True} and {@code TRUE} are true, too.
     */
    double held(String text) {
      String word = Texts.trim(text);
      if (this == FLAG || this == LABEL) {
        switch (word) {
          case "true", "True", "TRUE" -> {
            return 1;
          }
          case "false", "False", "FALSE" -> {
            return 0;
          }
          default -> {}
        }
      }
      return isNumber() ? Decimals.parse(word) : Double.NaN;
    }

    /** Whether a text is one that this kind takes a value from. */
    public boolean reads(String text) {
      return switch (this) {
        case INSTANT -> Timestamps.readInstant(text, new Row(1, 0, 0, Row.NO_LABEL), 0);
        case DATE -> Timestamps.readDate(text, new Row(1, 0, 0, Row.NO_LABEL), 0);
        case ZONE -> Zones.names().contains(text);
        case TEXT ->
            !Texts.isBlank(text) && Texts.isWellFormed(text) && text.length() <= Limits.TEXT;
        case NUMBER, INTEGER, FLAG, LABEL -> false;
      };
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a value that cannot be used leads to. */
  public enum Policy {
    REJECT,
    MISSING
  }
}
