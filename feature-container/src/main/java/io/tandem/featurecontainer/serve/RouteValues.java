package io.tandem.featurecontainer.serve;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.strictjson.JsonErrorText;
import io.tandem.strictjson.Utf8;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the values that decide an order's route. Reading ends with the last of them: whether the
 * rest is an order is for the feature set to say. Thread-safe.
 */
final class RouteValues {
  private static final int NOTHING_LEFT = 0;
  private static final int NO_MATCH = -1;

  private final JsonFactory json = OrderParsers.factory();
  private final Node root = new Node();
  private final int count;

  /** What an object holds of the paths. */
  private static final class Node {
    final Map<String, Node> fields = new HashMap<>();

    /** The number of the path that ends here, or less than 0. */
    int path = -1;
  }

  /** What was found in an order. */
  sealed interface Found {
    /**
     * @param values joined with {@link Routes#SEPARATOR}; numbers as they are written
     */
    record All(String values) implements Found {}

    /** A value is missing, null, an object or an array. */
    record NotAll() implements Found {}

    /**
     * @param fault with its place, before all were found
     */
    record Malformed(String fault) implements Found {}
  }

  private static final Found NOT_ALL = new Found.NotAll();

  /**
   * @param paths none above another
   */
  RouteValues(List<SourcePath> paths) {
    count = paths.size();
    for (int i = 0; i < count; i++) {
      Node node = root;
      for (String step : paths.get(i).steps()) {
        node = node.fields.computeIfAbsent(step, name -> new Node());
      }
      node.path = i;
    }
  }

  Found read(byte[] bytes, int offset, int length) {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
      @Nullable JsonToken first = parser.nextToken();
      if (first == null) {
        return new Found.Malformed("$ is empty, expected a JSON object");
      }
      if (first != JsonToken.START_OBJECT) {
        return new Found.Malformed("$ expected an object, found " + JsonErrorText.found(first));
      }
      @Nullable String[] values = new @Nullable String[count];
      return object(parser, root, values, count) == NOTHING_LEFT
          ? new Found.All(String.join(Routes.SEPARATOR, values))
          : NOT_ALL;
    } catch (JacksonException e) {
      return new Found.Malformed(
          "$ "
              + Utf8.fault(bytes, offset, offset + length)
                  .orElseGet(() -> JsonErrorText.describe(e, Limits.JSON)));
    }
  }

  /**
   * How many values are still to be found behind an object, or {@link #NO_MATCH}.
   *
   * @param before how many there were before it
   */
  private static int object(JsonParser parser, Node node, @Nullable String[] values, int before) {
    int left = before;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      @Nullable Node field = node.fields.get(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (field.path >= 0) {
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
          return NO_MATCH;
        }
        // A field that is there twice is for the feature set to refuse.
        left -= values[field.path] == null ? 1 : 0;
        values[field.path] = parser.getString();
      } else if (token == JsonToken.START_OBJECT) {
        left = object(parser, field, values, left);
      } else {
        parser.skipChildren();
      }
      if (left <= NOTHING_LEFT) {
        return left;
      }
    }
    return left;
  }
}
