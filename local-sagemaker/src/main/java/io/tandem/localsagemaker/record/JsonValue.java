package io.tandem.localsagemaker.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON value and where it lies in a text, with its parts as deep as they were asked for. Parts
 * are copied byte for byte, so no number changes its digits.
 *
 * @param range without white space around it
 * @param fields of an object whose parts are listed, else null; of equal names the last
 * @param elements of an array whose parts are listed, else null
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
record JsonValue(
    byte[] text,
    ByteRange range,
    Kind kind,
    @Nullable Map<String, JsonValue> fields,
    @Nullable List<JsonValue> elements)
    implements RecordValue {
  /** What a join must know of a value. */
  enum Kind {
    NO_OBJECT,
    EMPTY_OBJECT,
    OBJECT,
    /** It has a field of the name that the platform reserves for itself. */
    OBJECT_WITH_OUTPUT
  }

  private static final JsonFactory JSON = new JsonFactory();
  private static final String OUTPUT = "SageMakerOutput";

  /**
   * Checks the whole text.
   *
   * @param steps that a path takes at most from here: parts that lie deeper are not listed
   * @throws RecordException when the text is not exactly one JSON value
   */
  static JsonValue read(byte[] text, int steps) throws RecordException {
    for (int i = 0; i < Math.min(text.length, 4); i++) {
      // The parser would take it for UTF-16 or UTF-32.
      if (text[i] == 0) {
        throw new RecordException("not JSON at byte " + i);
      }
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new RecordException("expected a JSON value, found nothing");
      }
      JsonValue value = value(parser, text, steps);
      if (parser.nextToken() != null) {
        throw new RecordException("expected one JSON value, found more");
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new RecordException(at == null ? "not JSON" : "not JSON at byte " + at.getByteOffset());
    }
  }

  private static JsonValue value(JsonParser parser, byte[] text, int steps) {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    Map<String, JsonValue> fields = null;
    List<JsonValue> elements = null;
    var kind = Kind.NO_OBJECT;
    if (steps >= 0 && parser.currentToken() == JsonToken.START_OBJECT) {
      kind = Kind.EMPTY_OBJECT;
      fields = steps == 0 ? null : new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        boolean reserved = kind == Kind.OBJECT_WITH_OUTPUT || name.equals(OUTPUT);
        kind = reserved ? Kind.OBJECT_WITH_OUTPUT : Kind.OBJECT;
        parser.nextToken();
        if (fields == null) {
          parser.skipChildren();
        } else {
          fields.put(name, value(parser, text, steps - 1));
        }
      }
    } else if (steps > 0 && parser.currentToken() == JsonToken.START_ARRAY) {
      elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser, text, steps - 1));
      }
    } else {
      parser.skipChildren();
    }
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    // Of a number that is all there is the parser has read one byte more.
    int last = isBlank(text[end - 1]) ? end - 1 : end;
    return new JsonValue(text, new ByteRange(start, last), kind, fields, elements);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  @Override
  public byte[] choose(JsonPath path) throws RecordException {
    return path.isWhole() ? text : path.of(this);
  }

  @Override
  public JsonValue withoutParts() {
    return new JsonValue(text, range, kind, null, null);
  }

  /**
   * This with an answer in the field {@value #OUTPUT}, as the platform joins them: a value that is
   * no object becomes the field {@code SageMakerInput} of a new one.
   *
   * @throws RecordException when the field is there, which the platform reserves for itself
   */
  JsonValue join(JsonValue answer) throws RecordException {
    if (kind == Kind.OBJECT_WITH_OUTPUT) {
      throw new RecordException("the record has a field " + OUTPUT + " already");
    }
    Map<String, JsonValue> all =
        fields == null ? new LinkedHashMap<>() : new LinkedHashMap<>(fields);
    var joined = new ByteArrayOutputStream(text.length + answer.text.length + 32);
    if (kind != Kind.NO_OBJECT) {
      joined.write(text, range.start(), range.end() - 1 - range.start());
      write(joined, kind == Kind.EMPTY_OBJECT ? "" : ",");
    } else {
      all.put("SageMakerInput", this);
      write(joined, "{\"SageMakerInput\":");
      joined.writeBytes(bytes());
      write(joined, ",");
    }
    all.put(OUTPUT, answer);
    write(joined, '"' + OUTPUT + "\":");
    joined.writeBytes(answer.bytes());
    write(joined, "}");
    return whole(joined.toByteArray(), all);
  }

  /** An object of those of the fields that are there, in the order of the names. */
  JsonValue withOnly(List<String> names) {
    Map<String, JsonValue> chosen = new LinkedHashMap<>();
    var out = new ByteArrayOutputStream(text.length);
    String separator = "{";
    for (String name : names) {
      JsonValue part = fields == null ? null : fields.get(name);
      if (part != null) {
        chosen.put(name, part);
        write(out, separator + '"' + name + "\":");
        out.writeBytes(part.bytes());
        separator = ",";
      }
    }
    write(out, chosen.isEmpty() ? "{}" : "}");
    return whole(out.toByteArray(), chosen);
  }

  /** An array of these values. */
  static byte[] array(List<JsonValue> values) {
    var out = new ByteArrayOutputStream();
    String separator = "[";
    for (JsonValue value : values) {
      write(out, separator);
      out.writeBytes(value.bytes());
      separator = ",";
    }
    write(out, values.isEmpty() ? "[]" : "]");
    return out.toByteArray();
  }

  byte[] bytes() {
    return range.of(text);
  }

  private static JsonValue whole(byte[] text, Map<String, JsonValue> fields) {
    return new JsonValue(text, new ByteRange(0, text.length), Kind.OBJECT, fields, null);
  }

  private static void write(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
