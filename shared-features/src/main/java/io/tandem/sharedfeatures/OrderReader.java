package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.SourceTree.Node;
import java.util.Optional;
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
  private final SourceTree tree;
  private final JsonFactory json;
  private final ValueReader values;
  final Row row;

  private Extraction.@Nullable Rejection rejection;

  OrderReader(SourceTree tree, JsonFactory json) {
    this.tree = tree;
    this.json = json;
    this.row = tree.newRow();
    this.values = new ValueReader(tree, row);
  }

  /** Fills {@link #row}, or says why it could not. */
  Extraction.@Nullable Rejection read(byte[] bytes, int offset, int length) {
    row.reset(tree.defaults);
    rejection = null;
    Optional<String> notText = Utf8.fault(bytes, offset, offset + length);
    if (notText.isPresent()) {
      return new Extraction.Rejection("$", notText.get());
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
      return new Extraction.Rejection("$", "expected an object, found " + Faults.found(first));
    }
    if (!object(parser, tree.root, ValueReader.NOT_IN_ARRAY)) {
      return rejection;
    }
    if (parser.nextToken() != null) {
      return new Extraction.Rejection("$", "has more than one JSON value");
    }
    return firstAbsent();
  }

  /** False, here and below, when {@link #rejection} was set and reading ends. */
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
      String fault = values.read(parser, token, slot, index);
      if (fault != null) {
        return reject(node, index, fault);
      }
    }
    if (node.isLeaf()) {
      parser.skipChildren();
      return true;
    }
    if (node.element != null && token == JsonToken.START_ARRAY) {
      return array(parser, node, node.element);
    }
    if (node.element == null && token == JsonToken.START_OBJECT) {
      return object(parser, node, index);
    }
    if (!node.wrongTypeIsMissing) {
      String expected = node.element == null ? "an object" : "an array";
      return reject(node, index, "expected " + expected + ", found " + Faults.found(token));
    }
    parser.skipChildren();
    return true;
  }

  private boolean array(JsonParser parser, Node node, Node element) {
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (index == Limits.ARRAY) {
        return reject(
            node, ValueReader.NOT_IN_ARRAY, "has more than " + Limits.ARRAY + " elements");
      }
      values.resetElement(element, index);
      row.lengths[node.array] = index + 1;
      if (!value(parser, token, element, index) || !elementComplete(element, index)) {
        return false;
      }
      index++;
    }
    return true;
  }

  private boolean elementComplete(Node node, int index) {
    for (int slot : node.slots) {
      if (tree.source(slot).required() && values.isMissing(slot, index)) {
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

  private boolean reject(Node node, int index, String fault) {
    rejection = new Extraction.Rejection(node.place(index), fault);
    return false;
  }

  /** Whether the order that was read has a value for the source, its default included. */
  boolean isPresent(int slot) {
    if (!tree.isEach(slot)) {
      return !values.isMissing(slot, ValueReader.NOT_IN_ARRAY);
    }
    for (int i = 0; i < row.lengths[tree.array(slot)]; i++) {
      if (!values.isMissing(slot, i)) {
        return true;
      }
    }
    return false;
  }

  private Extraction.@Nullable Rejection firstAbsent() {
    for (int slot : tree.required) {
      if (tree.isEach(slot)) {
        if (row.lengths[tree.array(slot)] == 0) {
          return new Extraction.Rejection(
              tree.arrayPlace(slot), "is required, with at least one element");
        }
      } else if (values.isMissing(slot, ValueReader.NOT_IN_ARRAY)) {
        return new Extraction.Rejection(tree.place(slot), "is required");
      }
    }
    return null;
  }
}
