package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.decimal.DecimalReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as XGBoost writes it: also {@code NaN}, {@code Infinity} and {@code -Infinity}, which
 * stand where a split is by category or a leaf has overflowed.
 *
 * <p>Not a parser of tokens, since it runs once, at start, in code that is not compiled yet: arrays
 * of numbers, which are nearly all of a file, are read digit by digit into arrays of primitives.
 * Every decimal becomes the float nearest to it, as in XGBoost.
 */
final class JsonReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_WHOLE_DIGITS = 10;

  private final byte[] in;
  private final DecimalReader decimals;
  private int position;

  /** The array being read, as long as its numbers are whole; then {@link #floats} is. */
  private int[] wholes = new int[1 << 8];

  private float[] floats = new float[1 << 8];

  private JsonReader(byte[] in) {
    this.in = in;
    this.decimals = new DecimalReader(in);
  }

  /** The document in the types of {@link ModelNode}. */
  static Object read(byte[] bytes) {
    JsonReader reader = new JsonReader(bytes);
    Object document = reader.value(0);
    if (reader.next() != 0) {
      throw new ModelException("something follows the end of the document");
    }
    return document;
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new ModelException("nested deeper than " + MAX_DEPTH);
    }
    return switch (next()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> text();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> throw new ModelException("XGBoost writes no null as at " + place());
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    position++;
    Map<String, Object> fields = new LinkedHashMap<>();
    if (next() == '}') {
      position++;
      return fields;
    }
    do {
      if (next() != '"') {
        throw fault();
      }
      String name = text();
      expect(':');
      if (fields.put(name, value(depth + 1)) != null) {
        throw new ModelException("a key is there twice: before " + place());
      }
    } while (isNext(','));
    expect('}');
    return fields;
  }

  private Object array(int depth) {
    position++;
    byte first = next();
    if (first == ']') {
      position++;
      return new int[0];
    }
    if (isNumber(first)) {
      return numbers();
    }
    List<Object> list = new ArrayList<>();
    do {
      list.add(value(depth + 1));
    } while (isNext(','));
    expect(']');
    return list;
  }

  private static boolean isNumber(byte first) {
    return first == '-' || isDigit(first) || first == 'N' || first == 'I';
  }

  private static boolean isDigit(byte one) {
    return one >= '0' && one <= '9';
  }

  /** An array of numbers: {@code int[]} when all are whole, else {@code float[]}. */
  private Object numbers() {
    int count = 0;
    do {
      next();
      if (!whole(count)) {
        return floats(count);
      }
      count++;
    } while (isNext(','));
    expect(']');
    return Arrays.copyOf(wholes, count);
  }

  /** Reads a number into {@link #wholes}. Stays before one that is no whole number of 32 bits. */
  private boolean whole(int index) {
    int at = position;
    boolean negative = at < in.length && in[at] == '-';
    int first = negative ? at + 1 : at;
    long value = 0;
    for (at = first; at < in.length && isDigit(in[at]); at++) {
      value = value * 10 + (in[at] - '0');
    }
    boolean isDecimal = at < in.length && (in[at] == '.' || (in[at] | 0x20) == 'e');
    if (at == first || at - first > MAX_WHOLE_DIGITS || isDecimal) {
      return false;
    }
    value = negative ? -value : value;
    if (value != (int) value) {
      return false;
    }
    if (index == wholes.length) {
      wholes = Arrays.copyOf(wholes, 2 * index);
    }
    wholes[index] = (int) value;
    position = at;
    return true;
  }

  /** The numbers of {@link #wholes} up to a count, and those that follow. */
  private float[] floats(int count) {
    if (count > floats.length) {
      floats = new float[wholes.length];
    }
    for (int i = 0; i < count; i++) {
      floats[i] = wholes[i];
    }
    do {
      if (count == floats.length) {
        floats = Arrays.copyOf(floats, 2 * count);
      }
      floats[count++] = number();
    } while (isNext(','));
    expect(']');
    return Arrays.copyOf(floats, count);
  }

  private float number() {
    byte first = next();
    if (first == 'N') {
      return word("NaN", Float.NaN);
    }
    if (first == 'I') {
      return word("Infinity", Float.POSITIVE_INFINITY);
    }
    boolean negative = first == '-';
    byte second = negative && position + 1 < in.length ? in[position + 1] : 0;
    if (second == 'I') {
      return word("-Infinity", Float.NEGATIVE_INFINITY);
    }
    boolean begins = negative ? isDigit(second) || second == '.' : isDigit(first);
    if (!begins) {
      throw fault();
    }
    float value = decimals.read(position, in.length);
    switch (decimals.outcome()) {
      case NUMBER -> {}
      case OUT_OF_RANGE -> value = negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      case NOT_A_NUMBER, INFINITE -> throw fault();
    }
    position = decimals.position();
    return value;
  }

  private <T> T word(String word, T value) {
    for (int i = 0; i < word.length(); i++) {
      if (position == in.length || in[position] != word.charAt(i)) {
        throw fault();
      }
      position++;
    }
    return value;
  }

  private String text() {
    int begin = ++position;
    boolean escaped = false;
    while (position < in.length && in[position] != '"') {
      if (in[position] >= 0 && in[position] < ' ') {
        throw fault();
      }
      if (in[position] == '\\') {
        escaped = true;
        position++;
      }
      position++;
    }
    if (position >= in.length) {
      position = in.length;
      throw fault();
    }
    String text = Utf8Text.of(in, begin, position - begin);
    position++;
    return escaped ? unescaped(text) : text;
  }

  private String unescaped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int begin = 0;
    for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', begin)) {
      plain.append(text, begin, at);
      char escape = text.charAt(at + 1);
      plain.append(
          switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal(text, at + 2);
            default -> throw fault();
          });
      begin = at + (escape == 'u' ? 6 : 2);
    }
    return plain.append(text, begin, text.length()).toString();
  }

  private char hexadecimal(String text, int begin) {
    int value = 0;
    for (int i = begin; i < begin + 4; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw fault();
      }
      value = 16 * value + digit;
    }
    return (char) value;
  }

  /** The next byte that is no space, where the position then is; 0 at the end. */
  private byte next() {
    while (position < in.length) {
      byte found = in[position];
      if (found > ' ' || found < 0) {
        return found;
      }
      if (found != ' ' && found != '\n' && found != '\r' && found != '\t') {
        throw fault();
      }
      position++;
    }
    return 0;
  }

  private boolean isNext(char wanted) {
    if (next() == wanted) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!isNext(wanted)) {
      throw fault();
    }
  }

  private ModelException fault() {
    return new ModelException("it is not valid JSON at " + place() + " (cut off?)");
  }

  private String place() {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < position; i++) {
      if (in[i] == '\n') {
        line++;
        begin = i + 1;
      }
    }
    return "line %d, column %d".formatted(line, position - begin + 1);
  }
}
