package io.tandem.sharedfeatures.order;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.SourceTree.Node;
import io.tandem.strictjson.JsonErrorText;
import io.tandem.strictjson.Utf8;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;

/**
 * One streaming pass over an order's JSON that fills a {@link Row}: all paths are walked at once in
 * the {@link SourceTree}, and of what no source names only the form is checked. Not thread-safe,
 * but for {@link #counts}. Long, as it is one recursive descent over one parser's state.
 */
public final class OrderReader {
  private static final int NOT_IN_ARRAY = ValueReader.NOT_IN_ARRAY;

  private final SourceTree tree;
  private final JsonFactory json;
  private final ValueReader values;
  private final MissingReasons causes;
  public final Row row;
  public final SourceCounts counts;

  /** By node, the number of the object that last had it as a field: it has it once. */
  private final long[] lastObject;

  private long objects;

  /** By how many objects are open, the names of the innermost one's fields that no source reads. */
  private final FieldNames[] unread = new FieldNames[Limits.DEPTH + 1];

  private int depth;
  private boolean complete;
  private @Nullable Rejection rejection;

  public OrderReader(SourceTree tree, JsonFactory json) {
    this.tree = tree;
    this.json = json;
    this.row = tree.newRow();
    this.counts = new SourceCounts(tree.slots());
    this.causes = new MissingReasons(tree);
    this.values = new ValueReader(tree, row, causes);
    this.lastObject = new long[tree.nodes()];
    for (int i = 0; i < unread.length; i++) {
      unread[i] = new FieldNames();
    }
  }

  /** Fills {@link #row}, or says why it could not. */
  public @Nullable Rejection read(byte[] bytes, int offset, int length) {
    row.reset(tree.defaults);
    causes.reset();
    rejection = null;
    complete = false;
    depth = 0;
    Optional<String> notText = Utf8.fault(bytes, offset, offset + length);
    if (notText.isPresent()) {
      return new Rejection("$", notText.get());
    }
    Rejection fault = parse(bytes, offset, length);
    causes.count(row, counts, fault == null);
    return fault;
  }

  private @Nullable Rejection parse(byte[] bytes, int offset, int length) {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
      try {
        return read(parser);
      } catch (JacksonException e) {
        return complete ? trailing(parser) : new Rejection("$", describe(e, parser));
      }
    }
  }

  private @Nullable Rejection read(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new Rejection("$", "is empty, expected a JSON object");
    }
    if (first != JsonToken.START_OBJECT) {
      return new Rejection("$", "expected an object, found " + JsonErrorText.found(first));
    }
    if (!object(parser, tree.root, NOT_IN_ARRAY)) {
      return rejection;
    }
    complete = true;
    return parser.nextToken() == null ? firstAbsent() : trailing(parser);
  }

  private static String describe(JacksonException fault, JsonParser parser) {
    return JsonErrorText.what(fault, Limits.JSON) + JsonErrorText.at(parser.currentLocation());
  }

  private static Rejection trailing(JsonParser parser) {
    return new Rejection(
        "$",
        "has something after the end of its JSON object"
            + JsonErrorText.at(parser.currentLocation()));
  }

  /** False, here and below, when {@link #rejection} was set and reading ends. */
  private boolean object(JsonParser parser, Node node, int index) {
    long object = ++objects;
    FieldNames others = unread[depth++];
    others.reset();
    for (int field = parser.nextNameMatch(node.names);
        field != PropertyNameMatcher.MATCH_END_OBJECT;
        field = parser.nextNameMatch(node.names)) {
      if (field >= 0) {
        Node known = node.fields[field];
        if (lastObject[known.id] == object) {
          return reject(
              known, index, "is there twice" + JsonErrorText.at(parser.currentLocation()));
        }
        lastObject[known.id] = object;
        if (!value(parser, parser.nextToken(), known, index)) {
          return false;
        }
      } else if (!others.add(parser.currentName()) || !skip(parser, parser.nextToken())) {
        return rejectTwice(parser, node, index);
      }
    }
    depth--;
    return true;
  }

  private boolean value(JsonParser parser, JsonToken token, Node node, int index) {
    if (token == JsonToken.VALUE_NULL) {
      causes.set(node.slots, index, MissingReason.EMPTY);
      return true;
    }
    for (int slot : node.slots) {
      String fault = values.read(parser, token, slot, index);
      if (fault != null) {
        return reject(node, index, fault);
      }
    }
    if (node.element != null && token == JsonToken.START_ARRAY) {
      return array(parser, node, node.element);
    }
    if (node.element == null && token == JsonToken.START_OBJECT && node.fields.length > 0) {
      return object(parser, node, index);
    }
    if (!node.isLeaf()) {
      causes.set(node.below, index, MissingReason.WRONG_TYPE);
      if (!node.wrongTypeIsMissing) {
        String expected = node.element == null ? "an object" : "an array";
        return reject(
            node, index, "expected " + expected + ", found " + JsonErrorText.found(token));
      }
    }
    return skip(parser, token) || rejectTwice(parser, node, index);
  }

  /** Checks the form of what no source reads; false when an object in it has a field twice. */
  private boolean skip(JsonParser parser, JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      FieldNames names = unread[depth++];
      names.reset();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        if (!names.add(name) || !skip(parser, parser.nextToken())) {
          return false;
        }
      }
      depth--;
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken item = parser.nextToken();
          item != JsonToken.END_ARRAY;
          item = parser.nextToken()) {
        if (!skip(parser, item)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean array(JsonParser parser, Node node, Node element) {
    int index = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (index == Limits.ARRAY) {
        return reject(node, NOT_IN_ARRAY, "has more than " + Limits.ARRAY + " elements");
      }
      values.resetElement(element.below, index);
      row.lengths[node.array] = index + 1;
      if (!value(parser, token, element, index) || !elementComplete(element, index)) {
        return false;
      }
      index++;
    }
    return true;
  }

  private boolean elementComplete(Node element, int index) {
    for (int slot : element.requiredBelow) {
      if (values.isMissing(slot, index)) {
        countMissing(slot, causes.get(slot, index));
        rejection = new Rejection(at(tree.place(slot), index), "is required");
        return false;
      }
    }
    return true;
  }

  private @Nullable Rejection firstAbsent() {
    for (int slot : tree.required) {
      if (tree.isEach(slot)) {
        if (row.lengths[tree.array(slot)] == 0) {
          countMissing(slot, missingReason(slot));
          return new Rejection(tree.arrayPlace(slot), "is required, with at least one element");
        }
      } else if (values.isMissing(slot, NOT_IN_ARRAY)) {
        countMissing(slot, missingReason(slot));
        return new Rejection(tree.place(slot), "is required");
      }
    }
    return null;
  }

  private void countMissing(int slot, MissingReason cause) {
    if (cause == MissingReason.ABSENT || cause == MissingReason.EMPTY) {
      counts.add(slot, cause);
    }
  }

  private boolean rejectTwice(JsonParser parser, Node node, int index) {
    return reject(
        node, index, "holds the same field twice" + JsonErrorText.at(parser.currentLocation()));
  }

  private boolean reject(Node node, int index, String fault) {
    rejection = new Rejection(at(node.place, index), fault);
    return false;
  }

  private static String at(String place, int index) {
    return place.replace(SourcePath.EACH, "[" + index + "]");
  }

  /** Whether the order that was read has a value for the source, its default included. */
  public boolean isPresent(int slot) {
    if (!tree.isEach(slot)) {
      return !values.isMissing(slot, NOT_IN_ARRAY);
    }
    for (int i = 0; i < row.lengths[tree.array(slot)]; i++) {
      if (!values.isMissing(slot, i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the order that was read last had a value for the source, and if not, why; a default
   * stands in for it all the same. For the sources of an array: whether the array had elements.
   */
  public MissingReason missingReason(int slot) {
    return tree.isEach(slot) && row.lengths[tree.array(slot)] > 0
        ? MissingReason.READ
        : causes.get(slot, NOT_IN_ARRAY);
  }

  /** The same for one element of the array that the source reads the elements of. */
  public MissingReason missingReason(int slot, int index) {
    return causes.get(slot, index);
  }

  /** How many sources had a value in the order that was read last. */
  public int found() {
    int found = 0;
    for (int slot = 0; slot < tree.slots(); slot++) {
      if (missingReason(slot) == MissingReason.READ) {
        found++;
      }
    }
    return found;
  }
}
