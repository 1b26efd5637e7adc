package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.SourceTree.Node;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One streaming pass over an order's JSON that fills a {@link Row}: all paths are walked at once in
 * the {@link SourceTree}, and what no source names is skipped. Not thread-safe.
 */
final class OrderReader {
  private static final int NOT_IN_ARRAY = -1;

  private final SourceTree tree;
  private final JsonFactory json;
  final Row row;

  private Extraction.@Nullable Rejection rejection;

  OrderReader(SourceTree tree, JsonFactory json) {
    this.tree = tree;
    this.json = json;
    this.row = tree.newRow();
  }

  /** Fills {@link #row}, or says why it could not. */
  Extraction.@Nullable Rejection read(byte[] bytes, int offset, int length) {
    row.reset(tree.defaults);
    rejection = null;
    int fault = Utf8.firstFault(bytes, offset, offset + length);
    if (fault >= 0) {
      return new Extraction.Rejection("$", "is not valid UTF-8 at byte " + (fault - offset));
    }
    // Jackson takes a zero among the first bytes for UTF-16 or UTF-32, which no order may be.
    for (int i = offset; i < offset + Math.min(4, length); i++) {
      if (bytes[i] == 0) {
        return new Extraction.Rejection("$", "is not valid JSON at line 1, column 1");
      }
    }
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
      return read(parser);
    } catch (JacksonException e) {
      return new Extraction.Rejection("$", Faults.describe(e));
    }
  }

  private Extraction.@Nullable Rejection read(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new Extraction.Rejection("$", "is empty, expected a JSON object");
    }
    if (first != JsonToken.START_OBJECT) {
      return new Extraction.Rejection("$", "expected an object, found " + found(first));
    }
    if (!object(parser, tree.root, NOT_IN_ARRAY)) {
      return rejection;
    }
    if (parser.nextToken() != null) {
      return new Extraction.Rejection("$", "has more than one JSON value");
    }
    return firstAbsent();
  }

  private boolean object(JsonParser parser, Node node, int index) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      Node field = node.fields.get(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (!value(parser, token, field, index)) {
        return false;
      }
    }
    return true;
  }

  private boolean value(JsonParser parser, JsonToken token, Node node, int index) {
    if (token == JsonToken.VALUE_NULL) {
      return true;
    }
    for (int slot : node.slots) {
      if (!leaf(parser, token, node, slot, index)) {
        return false;
      }
    }
    if (node.element != null) {
      return token == JsonToken.START_ARRAY
          ? array(parser, node, node.element)
          : reject(node, index, "expected an array, found " + found(token));
    }
    if (node.fields.isEmpty()) {
      parser.skipChildren();
      return true;
    }
    return token == JsonToken.START_OBJECT
        ? object(parser, node, index)
        : reject(node, index, "expected an object, found " + found(token));
  }

  private boolean array(JsonParser parser, Node node, Node element) {
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (index == Limits.ARRAY) {
        return reject(node, NOT_IN_ARRAY, "has more than " + Limits.ARRAY + " elements");
      }
      resetElement(element, index);
      row.lengths[node.array] = index + 1;
      if (!value(parser, token, element, index) || !elementComplete(element, index)) {
        return false;
      }
      index++;
    }
    return true;
  }

  private void resetElement(Node node, int index) {
    for (int slot : node.slots) {
      if (tree.source(slot).kind() == Source.Kind.TEXT) {
        row.setText(slot, index, tree.defaults.texts[slot]);
      } else {
        row.setNumber(slot, index, tree.defaults.numbers[slot]);
      }
    }
    for (Node field : node.fields.values()) {
      resetElement(field, index);
    }
  }

  private boolean elementComplete(Node node, int index) {
    for (int slot : node.slots) {
      Source source = tree.source(slot);
      boolean missing =
          source.kind() == Source.Kind.TEXT
              ? row.text(slot, index) == null
              : Double.isNaN(row.number(slot, index));
      if (source.required() && missing) {
        return reject(node, index, "is required");
      }
    }
    for (Node field : node.fields.values()) {
      if (!elementComplete(field, index)) {
        return false;
      }
    }
    return true;
  }

  private boolean leaf(JsonParser parser, JsonToken token, Node node, int slot, int index) {
    Source source = tree.source(slot);
    return switch (source.kind()) {
      case NUMBER, INTEGER -> number(parser, token, node, slot, index);
      case FLAG ->
          isFlag(token)
              ? store(slot, index, token == JsonToken.VALUE_TRUE ? 1 : 0)
              : wrongType(source, node, index, token);
      case LABEL ->
          isFlag(token)
              ? store(slot, index, token == JsonToken.VALUE_TRUE ? 1 : 0)
              : number(parser, token, node, slot, index);
      case TEXT, INSTANT, DATE, ZONE -> text(parser, token, node, slot, index);
    };
  }

  private static boolean isFlag(JsonToken token) {
    return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
  }

  private boolean number(JsonParser parser, JsonToken token, Node node, int slot, int index) {
    Source source = tree.source(slot);
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      return wrongType(source, node, index, token);
    }
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value) || value < source.min() || value > source.max()) {
      return source.outOfRange() == Source.Policy.MISSING
          || reject(node, index, "is outside " + range(source));
    }
    if (source.kind() == Source.Kind.INTEGER && value != Math.rint(value)) {
      return source.wrongType() == Source.Policy.MISSING
          || reject(node, index, "expected a whole number, found one with a fraction");
    }
    return store(slot, index, value + 0.0); // turns -0.0 into 0.0
  }

  private static String range(Source source) {
    boolean bounded = source.min() > -Double.MAX_VALUE || source.max() < Double.MAX_VALUE;
    return bounded
        ? "[" + Json.number(source.min()) + ", " + Json.number(source.max()) + "]"
        : "the range of a double";
  }

  private boolean text(JsonParser parser, JsonToken token, Node node, int slot, int index) {
    Source source = tree.source(slot);
    if (token != JsonToken.VALUE_STRING) {
      return wrongType(source, node, index, token);
    }
    String text = parser.getString();
    if (Texts.isBlank(text)) {
      return true;
    }
    if (index != NOT_IN_ARRAY) {
      row.setText(slot, index, text);
      return true;
    }
    return tree.store(row, slot, text)
        || source.wrongType() == Source.Policy.MISSING
        || reject(node, index, "expected " + source.kind().expected);
  }

  private boolean store(int slot, int index, double value) {
    if (index == NOT_IN_ARRAY) {
      row.numbers[slot] = value;
    } else {
      row.setNumber(slot, index, value);
    }
    return true;
  }

  private boolean wrongType(Source source, Node node, int index, JsonToken token) {
    return source.wrongType() == Source.Policy.MISSING
        || reject(node, index, "expected " + source.kind().expected + ", found " + found(token));
  }

  private boolean reject(Node node, int index, String fault) {
    rejection = new Extraction.Rejection(node.place(index), fault);
    return false;
  }

  private Extraction.@Nullable Rejection firstAbsent() {
    for (int slot : tree.required) {
      if (tree.isEach(slot)) {
        if (row.lengths[tree.array(slot)] == 0) {
          return new Extraction.Rejection(
              tree.source(slot).path().array().toString(),
              "is required, with at least one element");
        }
      } else if (isMissing(slot)) {
        return new Extraction.Rejection(tree.place(slot), "is required");
      }
    }
    return null;
  }

  private boolean isMissing(int slot) {
    return switch (tree.source(slot).kind().type) {
      case NUMBER, FLAG -> Double.isNaN(row.numbers[slot]);
      case TEXT -> row.texts[slot] == null;
      case TIME -> row.seconds[slot] == Row.NO_TIME;
      case ZONE -> row.zones[slot] == null;
      case ANY -> throw new IllegalStateException("no source has this type");
    };
  }

  private static String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }
}
