package io.tandem.sharedfeatures;

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

  ValueReader(SourceTree tree, Row row) {
    this.tree = tree;
    this.row = row;
  }

  /**
   * @param token not null
   * @return why the order is rejected, or null when it is not
   */
  @Nullable String read(JsonParser parser, JsonToken token, int slot, int index) {
    Source source = tree.source(slot);
    return switch (source.kind()) {
      case NUMBER, INTEGER -> number(parser, token, slot, index);
      case FLAG -> isFlag(token) ? flag(token, slot, index) : wrongType(source, token);
      case LABEL -> isFlag(token) ? flag(token, slot, index) : number(parser, token, slot, index);
      case TEXT, INSTANT, DATE, ZONE ->
          token == JsonToken.VALUE_STRING
              ? text(parser.getString(), slot, index)
              : wrongType(source, token);
    };
  }

  /** Gives every source of the array's next element its default. */
  void resetElement(SourceTree.Node node, int index) {
    for (int slot : node.slots) {
      if (tree.source(slot).kind() == Source.Kind.TEXT) {
        row.setText(slot, index, tree.defaults.texts[slot]);
      } else {
        row.setNumber(slot, index, tree.defaults.numbers[slot]);
      }
    }
    for (SourceTree.Node field : node.fields.values()) {
      resetElement(field, index);
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

  private static boolean isFlag(JsonToken token) {
    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
  }

  private @Nullable String flag(JsonToken token, int slot, int index) {
    store(slot, index, token == JsonToken.VALUE_TRUE ? 1 : 0);
    return null;
  }

  private @Nullable String number(JsonParser parser, JsonToken token, int slot, int index) {
    Source source = tree.source(slot);
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      return wrongType(source, token);
    }
    double value = parser.getDoubleValue();
    if (!source.inRange(value)) {
      return source.outOfRange() == Source.Policy.MISSING ? null : "is outside " + source.range();
    }
    if (source.kind() == Source.Kind.INTEGER && value != Math.rint(value)) {
      return unlessMissing(source, "expected a whole number, found one with a fraction");
    }
    store(slot, index, value + 0.0); // turns -0.0 into 0.0
    return null;
  }

  private void store(int slot, int index, double value) {
    if (index == NOT_IN_ARRAY) {
      row.numbers[slot] = value;
    } else {
      row.setNumber(slot, index, value);
    }
  }

  private @Nullable String text(String text, int slot, int index) {
    Source source = tree.source(slot);
    if (Texts.isBlank(text)) {
      return null;
    }
    if (text.length() > Limits.TEXT) {
      return unlessMissing(source, "is longer than " + Limits.TEXT + " characters");
    }
    if (!Texts.isWellFormed(text)) {
      return unlessMissing(source, "is not valid Unicode: it holds half a surrogate pair");
    }
    if (index != NOT_IN_ARRAY) {
      row.setText(slot, index, text);
      return null;
    }
    return tree.store(row, slot, text)
        ? null
        : unlessMissing(source, "expected " + source.kind().expected);
  }

  private static @Nullable String wrongType(Source source, JsonToken token) {
    return unlessMissing(
        source, "expected " + source.kind().expected + ", found " + Faults.found(token));
  }

  private static @Nullable String unlessMissing(Source source, String fault) {
    return source.wrongType() == Source.Policy.MISSING ? null : fault;
  }
}
