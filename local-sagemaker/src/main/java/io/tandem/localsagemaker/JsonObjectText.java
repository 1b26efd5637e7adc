package io.tandem.localsagemaker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON value and, when it is an object, where its fields' values lie.
 *
 * @param value where it lies in the text, without white space around it
 */
record JsonObjectText(boolean isObject, JsonSlice value, Map<String, JsonSlice> fields) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String OUTPUT = "SageMakerOutput";

  /**
   * Checks the whole text.
   *
   * @throws RecordException when it is not exactly one JSON value
   */
  static JsonObjectText read(byte[] json) throws RecordException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new RecordException("expected a JSON value, found nothing");
      }
      int start = start(parser);
      var fields = new LinkedHashMap<String, JsonSlice>();
      if (first == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, slice(parser, start(parser)));
        }
      }
      var value = slice(parser, start);
      if (parser.nextToken() != null) {
        throw new RecordException("expected one JSON value, found more");
      }
      return new JsonObjectText(first == JsonToken.START_OBJECT, value, fields);
    } catch (JacksonException e) {
      throw new RecordException("not JSON at byte " + e.getLocation().getByteOffset());
    }
  }

  private static JsonSlice slice(JsonParser parser, int start) {
    parser.skipChildren();
    parser.finishToken();
    return new JsonSlice(start, (int) parser.currentLocation().getByteOffset());
  }

  private static int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /**
   * The input with the answer in the field {@value #OUTPUT}, as the platform joins them: a value
   * that is no object becomes the field {@code SageMakerInput} of a new one.
   *
   * @throws RecordException when one of them is not JSON
   */
  static byte[] join(byte[] input, byte[] answer) throws RecordException {
    JsonObjectText in = read(input);
    JsonSlice out = readAnswer(answer).value();
    if (in.fields().containsKey(OUTPUT)) {
      throw new RecordException("the record has a field " + OUTPUT + " already");
    }
    var joined = new ByteArrayOutputStream(input.length + answer.length + 32);
    JsonSlice value = in.value();
    if (in.isObject()) {
      joined.write(input, value.start(), value.end() - 1 - value.start());
      write(joined, in.fields().isEmpty() ? "" : ",");
    } else {
      write(joined, "{\"SageMakerInput\":");
      joined.write(input, value.start(), value.end() - value.start());
      write(joined, ",");
    }
    write(joined, '"' + OUTPUT + "\":");
    joined.write(answer, out.start(), out.end() - out.start());
    write(joined, "}");
    return joined.toByteArray();
  }

  private static JsonObjectText readAnswer(byte[] answer) throws RecordException {
    try {
      return read(answer);
    } catch (RecordException e) {
      throw new RecordException("the answer: " + e.getMessage());
    }
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
