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
 * One JSON value in its text, and where its parts lie. They are copied byte for byte, so no number
 * changes its digits.
 *
 * @param whole without white space around it
 * @param fields of an object, else null; of equal names the last
 * @param elements of an array, else null
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
record JsonValue(
    byte[] text,
    ByteRange whole,
    @Nullable Map<String, ByteRange> fields,
    @Nullable List<ByteRange> elements) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String OUTPUT = "SageMakerOutput";

  /**
   * Checks the whole text.
   *
   * @throws RecordException when it is not exactly one JSON value
   */
  static JsonValue read(byte[] text) throws RecordException {
    for (int i = 0; i < Math.min(text.length, 4); i++) {
      // The parser would take it for UTF-16 or UTF-32.
      if (text[i] == 0) {
        throw new RecordException("not JSON at byte " + i);
      }
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new RecordException("expected a JSON value, found nothing");
      }
      int start = start(parser);
      Map<String, ByteRange> fields = first == JsonToken.START_OBJECT ? fields(parser) : null;
      List<ByteRange> elements = first == JsonToken.START_ARRAY ? elements(parser) : null;
      parser.finishToken();
      int end = end(parser);
      // Of a number that is all there is the parser has read one byte more.
      var whole = new ByteRange(start, isBlank(text[end - 1]) ? end - 1 : end);
      if (parser.nextToken() != null) {
        throw new RecordException("expected one JSON value, found more");
      }
      return new JsonValue(text, whole, fields, elements);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new RecordException(at == null ? "not JSON" : "not JSON at byte " + at.getByteOffset());
    }
  }

  private static Map<String, ByteRange> fields(JsonParser parser) {
    var fields = new LinkedHashMap<String, ByteRange>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, slice(parser));
    }
    return fields;
  }

  private static List<ByteRange> elements(JsonParser parser) {
    var elements = new ArrayList<ByteRange>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(slice(parser));
    }
    return elements;
  }

  private static ByteRange slice(JsonParser parser) {
    int start = start(parser);
    parser.skipChildren();
    parser.finishToken();
    return new ByteRange(start, end(parser));
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  private static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private static int end(JsonParser parser) {
    return (int) parser.currentLocation().getByteOffset();
  }

  /**
   * This with an answer in the field {@value #OUTPUT}, as the platform joins them: a value that is
   * no object becomes the field {@code SageMakerInput} of a new one.
   *
   * @throws RecordException when the field is there, which the platform reserves for itself
   */
  byte[] join(JsonValue answer) throws RecordException {
    if (fields != null && fields.containsKey(OUTPUT)) {
      throw new RecordException("the record has a field " + OUTPUT + " already");
    }
    var joined = new ByteArrayOutputStream(text.length + answer.text.length + 32);
    if (fields != null) {
      joined.write(text, whole.start(), whole.end() - 1 - whole.start());
      write(joined, fields.isEmpty() ? "" : ",");
    } else {
      write(joined, "{\"SageMakerInput\":");
      joined.writeBytes(bytes());
      write(joined, ",");
    }
    write(joined, '"' + OUTPUT + "\":");
    joined.writeBytes(answer.bytes());
    write(joined, "}");
    return joined.toByteArray();
  }

  byte[] bytes() {
    return whole.of(text);
  }

  private static void write(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
