package io.tandem.localsagemaker.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a path chooses of a JSON value. */
record JsonChoice(JsonPath path) {
  /**
   * @throws RecordException when the value lacks what the path asks for; but where the path has led
   *     to an array of values, those that lack a name are left out, as in JSONPath
   */
  byte[] of(JsonValue whole) throws RecordException {
    List<JsonValue> found = List.of(whole);
    boolean several = false;
    for (JsonPath.Step step : path.steps()) {
      var next = new ArrayList<JsonValue>();
      for (JsonValue value : found) {
        List<byte[]> parts = parts(value, step);
        if (parts.isEmpty() && !several && step instanceof JsonPath.Name) {
          throw new RecordException("the record lacks " + path.text());
        }
        for (byte[] part : parts) {
          next.add(JsonValue.read(part));
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

  private List<byte[]> parts(JsonValue value, JsonPath.Step step) throws RecordException {
    Map<String, ByteRange> fields = value.fields();
    List<ByteRange> elements = value.elements();
    List<ByteRange> parts = List.of();
    switch (step) {
      case JsonPath.Name(var name) -> {
        ByteRange part = fields == null ? null : fields.get(name);
        parts = part == null ? List.of() : List.of(part);
      }
      case JsonPath.Names(var names) -> {
        return List.of(object(value, names));
      }
      case JsonPath.Elements chosen -> {
        if (elements == null) {
          throw new RecordException("expected an array for " + path.text());
        }
        parts = chosen.of(elements);
      }
      case JsonPath.All() -> {
        if (elements != null) {
          parts = elements;
        } else if (fields != null) {
          parts = List.copyOf(fields.values());
        }
      }
    }
    return parts.stream().map(part -> part.of(value.text())).toList();
  }

  private byte[] object(JsonValue value, List<String> names) throws RecordException {
    Map<String, ByteRange> fields = value.fields();
    if (fields == null) {
      throw new RecordException("expected an object for " + path.text());
    }
    var out = new ByteArrayOutputStream(value.text().length);
    String separator = "{";
    for (String name : names) {
      ByteRange part = fields.get(name);
      if (part != null) {
        write(out, separator + '"' + name + "\":");
        out.writeBytes(part.of(value.text()));
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

  private static void write(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
