package io.tandem.sharedfeatures.history;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the fields of a JSON object stand in its bytes, so that others can take their places and
 * all else stays as it was written. For JSON that a parser has found well formed; of other bytes
 * the result means nothing, but reading ends.
 */
final class JsonFields {
  private final byte[] json;
  private int at;

  /**
   * One field: {@code "name": value}, without what stands around it.
   *
   * @param from of the name
   * @param value where the value begins
   * @param to behind the value
   */
  record Field(String name, int from, int value, int to) {}

  private JsonFields(byte[] json, int at) {
    this.json = json;
    this.at = at;
  }

  /** Of the object that begins at a place, or behind white space there; none of another value. */
  static List<Field> of(byte[] json, int from) {
    return new JsonFields(json, from).fields();
  }

  /**
   * The brace of the object that begins at a place, or behind white space there.
   *
   * @throws IllegalStateException when there is none
   */
  static int start(byte[] json, int from) {
    JsonFields fields = new JsonFields(json, Math.max(0, from));
    fields.skipBlanks();
    if (from < 0 || fields.byteAt() != '{') {
      throw new IllegalStateException("a record has no object where its order is");
    }
    return fields.at;
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    skipBlanks();
    if (byteAt() != '{') {
      return fields;
    }
    at++;
    skipBlanks();
    while (byteAt() == '"') {
      int from = at;
      skipText();
      String name = text(from, at);
      skipBlanks();
      at++; // the colon
      skipBlanks();
      int value = at;
      skipValue();
      fields.add(new Field(name, from, value, at));
      skipBlanks();
      at++; // a comma, or the end
      skipBlanks();
    }
    return fields;
  }

  private int byteAt() {
    return at < json.length ? json[at] : -1;
  }

  private void skipBlanks() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\t' || json[at] == '\n' || json[at] == '\r')) {
      at++;
    }
  }

  /** Behind the closing quote. */
  private void skipText() {
    at++;
    while (at < json.length && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  private void skipValue() {
    int depth = 0;
    do {
      switch (byteAt()) {
        case '"' -> skipText();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',', ':', ' ', '\t', '\n', '\r' -> at++;
        default -> skipWord();
      }
    } while (depth > 0 && at < json.length);
  }

  /** A number, true, false or null. */
  private void skipWord() {
    at++;
    while (at < json.length && ",:{}[]\" \t\n\r".indexOf(json[at]) < 0) {
      at++;
    }
  }

  private String text(int from, int to) {
    int end = Math.min(to, json.length);
    boolean plain = true;
    for (int i = from; i < end; i++) {
      plain &= json[i] != '\\';
    }
    if (plain) {
      return new String(json, from + 1, Math.max(0, end - from - 2), StandardCharsets.UTF_8);
    }
    byte[] quoted = Arrays.copyOfRange(json, from, end);
    return Json.read(quoted, JsonLimits.ofBytes(quoted.length)) instanceof Json.Text text
        ? text.value()
        : "";
  }
}
