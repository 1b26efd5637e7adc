package io.tandem.localsagemaker;

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
    byte[] text, Slice whole, @Nullable Map<String, Slice> fields, @Nullable List<Slice> elements) {
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
      Map<String, Slice> fields = first == JsonToken.START_OBJECT ? fields(parser) : null;
      List<Slice> elements = first == JsonToken.START_ARRAY ? elements(parser) : null;
      parser.finishToken();
      int end = end(parser);
      // The parser looks one byte beyond a number that is all there is.
      while (text[end - 1] <= ' ') {
        end--;
      }
      var whole = new Slice(start, end);
      if (parser.nextToken() != null) {
        throw new RecordException("expected one JSON value, found more");
      }
      return new JsonValue(text, whole, fields, elements);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new RecordException(at == null ? "not JSON" : "not JSON at byte " + at.getByteOffset());
    }
  }

  private static Map<String, Slice> fields(JsonParser parser) {
    var fields = new LinkedHashMap<String, Slice>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, slice(parser));
    }
    return fields;
  }

  private static List<Slice> elements(JsonParser parser) {
    var elements = new ArrayList<Slice>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(slice(parser));
    }
    return elements;
  }

  private static Slice slice(JsonParser parser) {
    int start = start(parser);
    parser.skipChildren();
    parser.finishToken();
    return new Slice(start, end(parser));
  }

  private static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private static int end(JsonParser parser) {
    return (int) parser.currentLocation().getByteOffset();
  }

  /**
   * What the path chooses.
   *
   * @throws RecordException when it lacks what the path asks for; but where the path has led to an
   *     array of values, those that lack a name are left out, as in JSONPath
   */
  byte[] choose(JsonPath path) throws RecordException {
    List<JsonValue> found = List.of(this);
    boolean several = false;
    for (JsonPath.Step step : path.steps()) {
      var next = new ArrayList<JsonValue>();
      for (JsonValue value : found) {
        List<byte[]> parts = value.parts(step, path);
        if (parts.isEmpty() && !several && step instanceof JsonPath.Name) {
          throw new RecordException("the record lacks " + path.text());
        }
        for (byte[] part : parts) {
          next.add(read(part));
        }
      }
      several |= !isOne(step);
      found = next;
    }
    return several ? array(found) : found.getFirst().bytes();
  }

  private static boolean isOne(JsonPath.Step step) {
    return !(step instanceof JsonPath.All)
        && !(step instanceof JsonPath.Elements elements && !elements.isOne());
  }

  private List<byte[]> parts(JsonPath.Step step, JsonPath path) throws RecordException {
    return switch (step) {
      case JsonPath.Name(var name) -> {
        Slice part = fields == null ? null : fields.get(name);
        yield part == null ? List.of() : List.of(part.of(text));
      }
      case JsonPath.Names(var names) -> List.of(object(names, path));
      case JsonPath.Elements chosen -> {
        if (elements == null) {
          throw new RecordException("expected an array for " + path.text());
        }
        yield chosen.of(elements).stream().map(part -> part.of(text)).toList();
      }
      case JsonPath.All() ->
          (elements != null ? elements : fields != null ? fields.values() : List.<Slice>of())
              .stream().map(part -> part.of(text)).toList();
    };
  }

  private byte[] object(List<String> names, JsonPath path) throws RecordException {
    if (fields == null) {
      throw new RecordException("expected an object for " + path.text());
    }
    var out = new ByteArrayOutputStream(text.length);
    String separator = "{";
    for (String name : names) {
      Slice part = fields.get(name);
      if (part != null) {
        write(out, separator + '"' + name + "\":");
        out.write(text, part.start(), part.end() - part.start());
        separator = ",";
      }
    }
    write(out, separator.equals("{") ? "{}" : "}");
    return out.toByteArray();
  }

  private static byte[] array(List<JsonValue> values) {
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

  private byte[] bytes() {
    return whole.of(text);
  }

  private static void write(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
