package io.tandem.sharedfeatures.json;

import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.strictjson.Utf8;
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

/**
 * A JSON tree for definitions, state and golden orders: read at start, never on the serving path.
 * Every node knows its place, so that a problem can name it.
 */
public sealed interface Json {
  /** Joined when it is asked for: a long one on the way to many values would cost their product. */
  CharSequence at();

  default String place() {
    return at().toString();
  }

  /** Up to here every whole number is a double. */
  double MAX_WHOLE = 1L << 53;

  record Obj(CharSequence at, Map<String, Json> fields) implements Json {}

  record Arr(CharSequence at, List<Json> items) implements Json {}

  record Text(CharSequence at, String value) implements Json {}

  /**
   * @param value infinite when no double is as large
   */
  record Num(CharSequence at, double value) implements Json {}

  record Bool(CharSequence at, boolean value) implements Json {}

  record Null(CharSequence at) implements Json {}

  /**
   * A field or element, as a text that is joined when it is read.
   *
   * @param name of a field; null of an element
   * @param index of an element
   */
  record Place(CharSequence parent, @Nullable String name, int index) implements CharSequence {
    static Place field(CharSequence parent, String name) {
      return new Place(parent, name, 0);
    }

    static Place element(CharSequence parent, int index) {
      return new Place(parent, null, index);
    }

    @Override
    public int length() {
      return toString().length();
    }

    @Override
    public char charAt(int index) {
      return toString().charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return toString().subSequence(from, to);
    }

    @Override
    public String toString() {
      return name == null ? parent + "[" + index + "]" : parent + "." + name;
    }
  }

  /**
   * The factory of every parser here: strict JSON, bounded in depth and in the size of its parts.
   * Whoever reads orders looks for duplicate keys himself, at a fraction of what the parser's own
   * search costs.
   */
  static JsonFactory factory() {
    return JsonFactory.builder()
        // The threads that read are few and live long.
        .recyclerPool(JsonRecyclerPools.threadLocalPool())
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Limits.DEPTH)
                .maxStringLength(Limits.SKIPPED_TEXT)
                .maxNameLength(Limits.NAME)
                .maxNumberLength(Limits.NUMBER)
                .build())
        .build();
  }

  private static JsonFactory withoutDuplicates() {
    return factory()
        .rebuild()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // What is read once needs no code that takes long to load.
        .disable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .build();
  }

  /**
   * @throws DefinitionException naming the subject and the line and column of the fault
   */
  static Json read(String subject, byte[] json) {
    Optional<String> notText = Utf8.fault(json, 0, json.length);
    if (notText.isPresent()) {
      throw new DefinitionException(subject, List.of(notText.get()));
    }
    try (JsonParser parser = withoutDuplicates().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == null) {
        throw new DefinitionException(subject, List.of("is empty, expected a JSON object"));
      }
      Json tree = read(parser, "$");
      if (parser.nextToken() != null) {
        throw new DefinitionException(subject, List.of("has text after the JSON object"));
      }
      return tree;
    } catch (JacksonException e) {
      throw new DefinitionException(subject, List.of(Faults.describe(e)));
    }
  }

  private static Json read(JsonParser parser, CharSequence place) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
          parser.nextToken();
          fields.put(name, read(parser, Place.field(place, name)));
        }
        yield new Obj(place, fields);
      }
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser, Place.element(place, items.size())));
        }
        yield new Arr(place, items);
      }
      case VALUE_STRING -> new Text(place, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(place, parser.getDoubleValue());
      case VALUE_TRUE -> new Bool(place, true);
      case VALUE_FALSE -> new Bool(place, false);
      default -> new Null(place);
    };
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

  static Obj object(Map<String, Json> fields) {
    return new Obj("$", fields);
  }

  static Text text(String value) {
    return new Text("$", value);
  }

  static Arr texts(List<String> values) {
    return new Arr("$", values.stream().<Json>map(Json::text).toList());
  }
}
