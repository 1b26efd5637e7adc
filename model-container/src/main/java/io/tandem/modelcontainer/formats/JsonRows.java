package io.tandem.modelcontainer.formats;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.lines.LineCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * The JSON forms of SageMaker's built-in algorithms, TensorFlow Serving and the inference toolkit.
 * A document is <code>{"instances":[instance, ...]}</code>, a bare array of instances, or one
 * instance; JSON Lines has one instance per line. An instance is
 *
 * <pre>
 * [1.5, null, 2]
 * {"features": [1.5, null, 2]}
 * {"data": {"features": {"values": [1.5, 2], "keys": [0, 2], "shape": [3]}}}
 * </pre>
 *
 * with {@code keys} and {@code shape} optional. Missing is {@code null} or {@code NaN}. Without a
 * tree: values go from the parser to the rows. Keys that are not named here are skipped.
 */
final class JsonRows {
  private static final int MAX_DEPTH = 64;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(1000)
                  .maxNameLength(1000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // Python's json.dumps writes NaN for what is missing, and its json.loads, which other
          // containers read with, takes it.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final JsonParser parser;
  private final RowBuffer rows;
  private final int width;

  private JsonRows(JsonParser parser, RowBuffer rows, int width) {
    this.parser = parser;
    this.rows = rows;
    this.width = width;
  }

  /** Carries a fault out of the nested readers; has no stack trace and never leaves this class. */
  private static final class InvalidRowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidRowException(String detail) {
      super(detail, null, false, false);
    }
  }

  static RowsResult document(Body body, int width) {
    RowBuffer rows = new RowBuffer(width, body.length());
    Body text = body.text();
    String fault = value(text.array(), text.begin(), text.end(), rows, width, true);
    if (!rows.fits(width)) {
      return rows.tooLarge();
    }
    return fault == null ? rows.finish() : RowsResult.Invalid.of(fault);
  }

  static RowsResult lines(Body text, int width) {
    RowBuffer rows = new RowBuffer(width, text.length());
    LineCursor lines = new LineCursor(text);
    while (lines.next()) {
      if (!rows.fits(width)) {
        return rows.tooLarge();
      }
      int end = lines.offset() + lines.length();
      String fault = value(text.array(), lines.offset(), end, rows, width, false);
      if (fault != null) {
        return new RowsResult.Invalid("line", lines.number(), ", " + fault);
      }
    }
    return rows.finish();
  }

  /** Reads one JSON text; returns what is wrong with it. */
  private static @Nullable String value(
      byte[] body, int begin, int end, RowBuffer rows, int width, boolean document) {
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), body, begin, end - begin)) {
      JsonRows reader = new JsonRows(parser, rows, width);
      if (document) {
        reader.document();
      } else {
        reader.instance(parser.nextToken());
      }
      if (parser.nextToken() != null) {
        return at(parser.currentTokenLocation()) + ": expected nothing after the JSON value";
      }
      return null;
    } catch (InvalidRowException fault) {
      return fault.getMessage();
    } catch (StreamConstraintsException e) {
      return at(e.getLocation())
          + ": nested deeper than "
          + MAX_DEPTH
          + ", or a number or name longer than 1000 characters";
    } catch (JacksonException e) {
      return at(e.getLocation()) + ": not valid JSON, cut off, or a key is there twice";
    }
  }

  /** The parser's own messages quote the text; only their place may be passed on. */
  private static String at(@Nullable TokenStreamLocation location) {
    return location == null ? "$" : "byte " + location.getByteOffset();
  }

  private void document() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new InvalidRowException("the body is empty: expected a JSON document");
    }
    if (token == JsonToken.START_ARRAY) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY || first == JsonToken.START_OBJECT) {
        instances(first);
      } else {
        row(first);
      }
    } else if (!object(token, true)) {
      throw fault("expected \"instances\" or \"features\"");
    }
  }

  private void instances(JsonToken first) {
    for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      if (!rows.fits(width)) {
        throw fault("too many rows");
      }
      instance(token);
    }
  }

  private void instance(@Nullable JsonToken token) {
    if (token == JsonToken.START_ARRAY) {
      row(parser.nextToken());
    } else if (!object(token, false)) {
      throw fault("expected \"features\"");
    }
  }

  /** Reads an object that holds features, or instances if it may; tells whether it did. */
  private boolean object(@Nullable JsonToken token, boolean mayHoldInstances) {
    if (token != JsonToken.START_OBJECT) {
      throw fault("expected an object or an array");
    }
    boolean found = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean known = true;
      if (found && (name.equals("features") || name.equals("data") || name.equals("instances"))) {
        throw fault("expected one of \"instances\", \"features\" and \"data\" only");
      }
      switch (name) {
        case "instances" -> known = mayHoldInstances && instancesOf(value);
        case "features" -> features(value);
        case "data" -> known = object(value, false);
        default -> known = false;
      }
      if (!known) {
        parser.skipChildren();
      }
      found |= known;
    }
    return found;
  }

  private boolean instancesOf(JsonToken token) {
    expect(token, JsonToken.START_ARRAY, "an array of instances");
    instances(parser.nextToken());
    return true;
  }

  private void features(JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      tensor();
    } else {
      expect(token, JsonToken.START_ARRAY, "an array of numbers");
      row(parser.nextToken());
    }
  }

  private void row(@Nullable JsonToken first) {
    for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      rows.add(number(token));
    }
    endRow();
  }

  private void endRow() {
    if (!rows.endRow()) {
      throw fault(rows.widthFault());
    }
  }

  private float number(@Nullable JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
      float value = parser.getFloatValue();
      if (Float.isInfinite(value)) {
        throw fault("the number is infinite, or out of the range of a 32-bit float");
      }
      return value;
    }
    expect(token, JsonToken.VALUE_NULL, "a number, null or NaN");
    return Float.NaN;
  }

  private void tensor() {
    float[] values = new float[0];
    int[] keys = new int[0];
    boolean sparse = false;
    boolean found = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "values" -> {
          values = numbers(value);
          found = true;
        }
        case "keys" -> {
          keys = indices(value);
          sparse = true;
        }
        case "shape" -> shape(value);
        default -> parser.skipChildren();
      }
    }
    if (!found || (sparse && keys.length != values.length)) {
      throw fault("expected \"values\", and as many \"keys\" if any");
    }
    if (sparse) {
      rows.sparse(keys, values, keys.length);
    } else {
      for (float value : values) {
        rows.add(value);
      }
    }
    endRow();
  }

  private void shape(JsonToken token) {
    int[] shape = integers(token);
    int last = shape.length == 0 ? -1 : shape[shape.length - 1];
    if (last != width || (shape.length == 2 && shape[0] != 1) || shape.length > 2) {
      throw fault("expected the shape [" + width + "]");
    }
  }

  private int[] indices(JsonToken token) {
    int[] keys = integers(token);
    boolean[] seen = new boolean[width];
    for (int key : keys) {
      if (key < 0 || key >= width || seen[key]) {
        throw fault("expected different column numbers from 0 to " + (width - 1));
      }
      seen[key] = true;
    }
    return keys;
  }

  /** More numbers than a row can hold are counted but not kept. */
  private float[] numbers(JsonToken token) {
    expect(token, JsonToken.START_ARRAY, "an array of numbers");
    float[] values = new float[16];
    int count = 0;
    for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; count++) {
      if (count > width) {
        throw fault("more than " + width + " values");
      }
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count] = number(next);
      next = parser.nextToken();
    }
    return Arrays.copyOf(values, count);
  }

  private int[] integers(JsonToken token) {
    float[] numbers = numbers(token);
    int[] integers = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      // Exact up to 2^24, more columns than any model has.
      integers[i] = (int) numbers[i];
      if (integers[i] != numbers[i] || integers[i] > 1 << 24) {
        throw fault("expected whole numbers");
      }
    }
    return integers;
  }

  private void expect(@Nullable JsonToken found, JsonToken expected, String description) {
    if (found != expected) {
      throw fault("expected " + description);
    }
  }

  private InvalidRowException fault(String expectation) {
    TokenStreamContext context = parser.streamReadContext();
    return new InvalidRowException(place(context) + step(context) + ": " + expectation);
  }

  /** As {@code $.instances[2].features[5]}. A key of the caller is named only if it is ours. */
  private static String place(TokenStreamContext context) {
    TokenStreamContext parent = context.getParent();
    if (parent == null) {
      return "$";
    }
    return place(parent) + step(parent);
  }

  private static String step(TokenStreamContext context) {
    if (context.inArray()) {
      return "[" + context.getCurrentIndex() + "]";
    }
    String name = context.currentName();
    return context.inObject() && name != null ? "." + name : "";
  }
}
