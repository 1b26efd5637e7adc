package io.tandem.sharedfeatures.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON that is known to be right, character by character: objects as maps, arrays as lists,
 * numbers as doubles, {@code null} as {@link #NULL}.
 */
final class OracleJson {
  static final Object NULL = "(null)";

  private final String text;
  private int at;

  private OracleJson(String text) {
    this.text = text;
  }

  static Map<String, Object> object(String text) {
    return object(new OracleJson(text).value());
  }

  @SuppressWarnings("unchecked") // what value() makes of an object
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") // what value() makes of an array
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private char next() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private boolean skip(char wanted) {
    boolean found = next() == wanted;
    at += found ? 1 : 0;
    return found;
  }

  private Object value() {
    return switch (next()) {
      case '{' -> fields();
      case '[' -> items();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    at++;
    while (!skip('}')) {
      next();
      String name = string();
      skip(':');
      fields.put(name, value());
      skip(',');
    }
    return fields;
  }

  private List<Object> items() {
    List<Object> items = new ArrayList<>();
    at++;
    while (!skip(']')) {
      items.add(value());
      skip(',');
    }
    return items;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      string.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
      at++;
    }
    at++;
    return string.toString();
  }

  /** Ends on its last character. */
  private char escaped() {
    at++;
    return switch (text.charAt(at)) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      }
      default -> text.charAt(at);
    };
  }

  private Object word() {
    int from = at;
    while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> NULL;
      default -> Double.valueOf(word);
    };
  }
}
