package io.tandem.strictjson;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.io.NumberOutput;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** A JSON value that knows its place, so that a problem can name it. */
public sealed interface Json {
  /** Up to here every whole number is a double. */
  double MAX_WHOLE = 1L << 53;

  /** Where it stands; a text that is joined when it is read. */
  CharSequence at();

  /** Where it stands, such as {@code $.cart[2].price}. */
  default String place() {
    return at().toString();
  }

  /**
   * @param fields in the order they were written
   */
  record Obj(CharSequence at, Map<String, Json> fields) implements Json {}

  record Arr(CharSequence at, List<Json> items) implements Json {}

  record Text(CharSequence at, String value) implements Json {}

  /**
   * @param value infinite when no double is as large
   * @param digits as written, where the shortest decimal that reads back is another text; else null
   */
  record Num(CharSequence at, double value, @Nullable String digits) implements Json {
    /** As in the document: {@code 1.50} and {@code 1e3} stay so, and so do any digits. */
    public String written() {
      return digits == null ? number(value) : digits;
    }
  }

  record Bool(CharSequence at, boolean value) implements Json {}

  record Null(CharSequence at) implements Json {}

  /**
   * Reads one value in UTF-8.
   *
   * @throws InvalidJsonException naming the line and column of the fault
   */
  static Json read(byte[] json, JsonLimits limits) {
    if (json.length > limits.bytes()) {
      throw new InvalidJsonException("is longer than " + limits.bytes() + " bytes");
    }
    Optional<String> notText = Utf8.fault(json, 0, json.length);
    if (notText.isPresent()) {
      throw new InvalidJsonException(notText.get());
    }
    try (JsonParser parser = factory(limits).createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == null) {
        throw new InvalidJsonException("is empty, expected a JSON object");
      }
      Json value = read(parser, JsonPlace.ROOT);
      if (parser.nextToken() != null) {
        throw new InvalidJsonException("has text after the JSON object");
      }
      return value;
    } catch (JacksonException e) {
      throw new InvalidJsonException(JsonErrorText.describe(e, limits));
    }
  }

  private static JsonFactory factory(JsonLimits limits) {
    return JsonFactory.builder()
        .recyclerPool(JsonRecyclerPools.threadLocalPool())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(limits.depth())
                .maxStringLength(limits.text())
                .maxNameLength(limits.name())
                .maxNumberLength(limits.number())
                .build())
        .build();
  }

  private static Json read(JsonParser parser, CharSequence place) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
          parser.nextToken();
          fields.put(name, read(parser, JsonPlace.field(place, name)));
        }
        yield new Obj(place, fields);
      }
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser, JsonPlace.element(place, items.size())));
        }
        yield new Arr(place, items);
      }
      case VALUE_STRING -> new Text(place, parser.getString());
      case VALUE_NUMBER_INT -> whole(parser, place);
      case VALUE_NUMBER_FLOAT -> decimal(place, parser.getDoubleValue(), parser.getString());
      case VALUE_TRUE -> new Bool(place, true);
      case VALUE_FALSE -> new Bool(place, false);
      default -> new Null(place);
    };
  }

  private static Num whole(JsonParser parser, CharSequence place) {
    double value = parser.getDoubleValue();
    return new Num(place, value, Math.abs(value) < MAX_WHOLE ? null : parser.getString());
  }

  private static Num decimal(CharSequence place, double value, String digits) {
    return new Num(place, value, digits.equals(number(value)) ? null : digits);
  }

  /**
   * One text per value, whatever order and spacing it was written in: keys sorted, numbers as the
   * shortest decimal that reads back, no white space.
   */
  default String canonical() {
    StringBuilder out = new StringBuilder();
    writeTo(out, true);
    return out.toString();
  }

  /** Without white space, keys in the order they have. */
  default String compact() {
    StringBuilder out = new StringBuilder();
    writeTo(out, false);
    return out.toString();
  }

  private void writeTo(StringBuilder out, boolean sorted) {
    if (this instanceof Obj object) {
      out.append('{');
      String separator = "";
      Map<String, Json> fields = sorted ? new TreeMap<>(object.fields) : object.fields;
      for (Map.Entry<String, Json> field : fields.entrySet()) {
        out.append(separator);
        writeText(out, field.getKey());
        out.append(':');
        field.getValue().writeTo(out, sorted);
        separator = ",";
      }
      out.append('}');
    } else if (this instanceof Arr array) {
      out.append('[');
      String separator = "";
      for (Json item : array.items) {
        out.append(separator);
        item.writeTo(out, sorted);
        separator = ",";
      }
      out.append(']');
    } else if (this instanceof Text text) {
      writeText(out, text.value);
    } else if (this instanceof Num number) {
      out.append(number(number.value));
    } else {
      out.append(this instanceof Bool bool ? String.valueOf(bool.value) : "null");
    }
  }

  private static void writeText(StringBuilder out, String text) {
    out.append('"').append(JsonStringEncoder.getInstance().quoteAsCharArray(text)).append('"');
  }

  /**
   * A decimal that reads back to the same double: of the shortest ones, the same on every JDK;
   * whole numbers bare. Negative zero is 0. JSON has no infinity: a number beyond any double stands
   * for it.
   */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "1e999" : "-1e999";
    }
    return value == Math.rint(value) && Math.abs(value) <= MAX_WHOLE
        ? Long.toString((long) value)
        : NumberOutput.toString(value, true);
  }

  /** Not from a document: its place is that of a whole document. */
  static Obj object(Map<String, Json> fields) {
    return new Obj(JsonPlace.ROOT, fields);
  }

  /** Not from a document: its place is that of a whole document. */
  static Text text(String value) {
    return new Text(JsonPlace.ROOT, value);
  }

  /** Not from a document: its place is that of a whole document. */
  static Arr texts(List<String> values) {
    return new Arr(JsonPlace.ROOT, values.stream().<Json>map(Json::text).toList());
  }

  /** Not from a document: its place is that of a whole document. */
  static Num num(double value) {
    return new Num(JsonPlace.ROOT, value, null);
  }

  /** Not from a document: its place is that of a whole document. */
  static Num num(long value) {
    return new Num(
        JsonPlace.ROOT,
        (double) value,
        Math.abs((double) value) < MAX_WHOLE ? null : Long.toString(value));
  }
}
