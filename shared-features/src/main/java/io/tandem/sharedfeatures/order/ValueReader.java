package io.tandem.sharedfeatures.order;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.text.Decimals;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.JsonErrorText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one JSON value as a source's kind into a {@link Row}, and applies the source's policies. A
 * value that a policy makes missing leaves the source's default in place. Not thread-safe.
 */
final class ValueReader {
  static final int NOT_IN_ARRAY = -1;

  private final SourceTree tree;
  private final Row row;
  private final MissingReasons causes;

  ValueReader(SourceTree tree, Row row, MissingReasons causes) {
    this.tree = tree;
    this.row = row;
    this.causes = causes;
  }

  /**
   * @param token not null
   * @return why the order is rejected, or null when it is not
   */
  @Nullable String read(JsonParser parser, JsonToken token, int slot, int index) {
    Source source = tree.source(slot);
    return switch (source.kind()) {
      case NUMBER, INTEGER ->
          isNumber(token)
              ? number(bare(parser, token), source, slot, index)
              : held(parser, token, slot, index);
      case FLAG -> isFlag(token) ? flag(token, slot, index) : held(parser, token, slot, index);
      case LABEL ->
          isNumber(token)
              ? number(bare(parser, token), source, slot, index)
              : isFlag(token) ? flag(token, slot, index) : held(parser, token, slot, index);
      case TEXT, INSTANT, DATE, ZONE ->
          token == JsonToken.VALUE_STRING
              ? text(parser.getString(), source, slot, index)
              : wrongType(source, token, slot, index);
    };
  }

  /** Gives these sources of the array's next element their defaults. */
  void resetElement(int[] slots, int index) {
    causes.resetElement(slots, index);
    for (int slot : slots) {
      if (tree.source(slot).kind() == Source.Kind.TEXT) {
        row.setText(slot, index, tree.defaults.texts[slot]);
      } else {
        row.setNumber(slot, index, tree.defaults.numbers[slot]);
      }
    }
  }

  boolean isMissing(int slot, int index) {
    boolean each = index != NOT_IN_ARRAY;
    return switch (tree.source(slot).kind().type) {
      case NUMBER, FLAG -> Double.isNaN(each ? row.number(slot, index) : row.numbers[slot]);
      case TEXT -> (each ? row.text(slot, index) : row.texts[slot]) == null;
      case TIME -> row.seconds[slot] == Row.NO_TIME;
      case ZONE -> row.zones[slot] == null;
      case TABLE, LITERAL, ANY -> throw new IllegalStateException("no source has this type");
    };
  }

  private static boolean isNumber(JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private static boolean isFlag(JsonToken token) {
    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
  }

  private @Nullable String flag(JsonToken token, int slot, int index) {
    store(slot, index, token == JsonToken.VALUE_TRUE ? 1 : 0);
    return null;
  }

  private static double bare(JsonParser parser, JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_FLOAT ? Decimals.read(parser) : parser.getDoubleValue();
  }

  /** A number or flag that is not there as such, but may stand within a text. */
  private @Nullable String held(JsonParser parser, JsonToken token, int slot, int index) {
    Source source = tree.source(slot);
    if (token != JsonToken.VALUE_STRING) {
      return wrongType(source, token, slot, index);
    }
    String text = parser.getString();
    if (source.fromText() && Texts.isBlank(text)) {
      causes.set(slot, index, MissingReason.EMPTY);
      return null;
    }
    double value = source.kind().held(text);
    if (source.fromText() && !Double.isNaN(value)) {
      return number(value, source, slot, index);
    }
    causes.set(slot, index, MissingReason.WRONG_TYPE);
    if (source.wrongType() == Source.Policy.MISSING) {
      return null;
    }
    String fault = "expected " + source.kind().expected + ", found a string";
    if (source.fromText()) {
      fault += " that holds none";
    } else if (!Double.isNaN(value)) {
      fault += "; add " + option(source) + " to read it";
    }
    return fault;
  }

  private static String option(Source source) {
    return source.kind() == Source.Kind.LABEL
        ? "\"label_from\": \"text\" to record"
        : "\"from\": \"text\" to the source " + source.name();
  }

  private @Nullable String number(double value, Source source, int slot, int index) {
    if (!source.inRange(value)) {
      causes.set(slot, index, MissingReason.OUT_OF_RANGE);
      return source.outOfRange() == Source.Policy.MISSING ? null : "is outside " + source.range();
    }
    if (source.kind() == Source.Kind.INTEGER && value != Math.rint(value)) {
      return unusable(source, slot, index, "expected a whole number, found one with a fraction");
    }
    store(slot, index, value + 0.0); // turns -0.0 into 0.0
    return null;
  }

  private void store(int slot, int index, double value) {
    causes.read(slot, index);
    if (index == NOT_IN_ARRAY) {
      row.numbers[slot] = value;
    } else {
      row.setNumber(slot, index, value);
    }
  }

  private @Nullable String text(String text, Source source, int slot, int index) {
    if (Texts.isBlank(text)) {
      causes.set(slot, index, MissingReason.EMPTY);
      return null;
    }
    if (text.length() > Limits.TEXT) {
      return unusable(source, slot, index, "is longer than " + Limits.TEXT + " characters");
    }
    if (!Texts.isWellFormed(text)) {
      return unusable(source, slot, index, "is not valid Unicode: it holds half a surrogate pair");
    }
    causes.read(slot, index);
    if (index != NOT_IN_ARRAY) {
      row.setText(slot, index, text);
      return null;
    }
    if (!tree.store(row, slot, text)) {
      return unusable(source, slot, index, "expected " + source.kind().expected);
    }
    if (source.kind() == Source.Kind.ZONE && !Zones.names().contains(text)) {
      causes.set(slot, index, MissingReason.UNKNOWN_ZONE);
    }
    return null;
  }

  private @Nullable String wrongType(Source source, JsonToken token, int slot, int index) {
    causes.set(slot, index, MissingReason.WRONG_TYPE);
    if (source.wrongType() == Source.Policy.MISSING) {
      return null;
    }
    return "expected " + source.kind().expected + ", found " + JsonErrorText.found(token);
  }

  private @Nullable String unusable(Source source, int slot, int index, String fault) {
    causes.set(slot, index, MissingReason.WRONG_TYPE);
    return source.wrongType() == Source.Policy.MISSING ? null : fault;
  }
}
