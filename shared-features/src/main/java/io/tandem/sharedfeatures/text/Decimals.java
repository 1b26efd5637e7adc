package io.tandem.sharedfeatures.text;

import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.strictjson.Json;
import tools.jackson.core.JsonParser;
import tools.jackson.core.io.NumberOutput;

/** Decimal numbers as the nearest {@code double}. */
public final class Decimals {
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17
  };

  private static final long MAX_EXACT = 1L << 53;

  /** As many always fit into a {@code long}; one of them stands before the point. */
  private static final int MAX_DIGITS = 18;

  private Decimals() {}

  /**
   * The shortest decimal that reads back to the float, also when it is read as a double first;
   * {@code null} of NaN.
   */
  public static String ofFloat(float value) {
    if (Float.isNaN(value)) {
      return "null";
    }
    String text = NumberOutput.toString(value, true);
    return (float) Double.parseDouble(text) == value ? text : Json.number(value);
  }

  /** The same for people: whole numbers are bare, and NaN is called so. */
  public static String shown(float value) {
    String text = Float.isNaN(value) ? "NaN" : ofFloat(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * The decimal number that is all of a text; NaN when it is none. That is digits, a point before,
   * between or behind them, a sign, an exponent: what all writers mean by it is the same. A comma,
   * a blank or another mark between digits means one thing here and another there.
   */
  public static double parse(String text) {
    int first = afterSign(text, 0);
    int end = afterDigits(text, first);
    int digits = end - first;
    if (is(text, end, '.')) {
      int point = end;
      end = afterDigits(text, point + 1);
      digits += end - point - 1;
    }
    boolean right = digits > 0;
    if (is(text, end, 'e') || is(text, end, 'E')) {
      int exponent = afterSign(text, end + 1);
      end = afterDigits(text, exponent);
      right &= end > exponent;
    }
    return right && end == text.length() && end <= Limits.NUMBER
        ? Double.parseDouble(text)
        : Double.NaN;
  }

  private static int afterSign(String text, int at) {
    return is(text, at, '-') || is(text, at, '+') ? at + 1 : at;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean is(String text, int at, char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  /**
   * The number that the parser is at. Nearly all have so few digits that these and the power of ten
   * are exact as a {@code double}: then their quotient is the nearest (Clinger, 1990). The others
   * are left to the parser.
   */
  public static double read(JsonParser parser) {
    char[] text = parser.getStringCharacters();
    int begin = parser.getStringOffset();
    int end = begin + parser.getStringLength();
    boolean negative = text[begin] == '-';
    int at = negative ? begin + 1 : begin;
    if (end - at > MAX_DIGITS + 1) {
      return parser.getDoubleValue();
    }
    long digits = 0;
    int point = end - 1;
    for (; at < end; at++) {
      char c = text[at];
      if (c == '.') {
        point = at;
      } else if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
      } else {
        return parser.getDoubleValue();
      }
    }
    if (digits > MAX_EXACT) {
      return parser.getDoubleValue();
    }
    double value = digits / POWERS[end - 1 - point];
    return negative ? -value : value;
  }
}
