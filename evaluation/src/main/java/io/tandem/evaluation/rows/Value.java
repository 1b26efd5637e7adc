package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * The value of a field in a row.
 *
 * @param text as it is written; empty for {@code MISSING}, and for {@code OTHER} unless it is taken
 *     whole
 */
record Value(Kind kind, String text) {
  private static final int MAX_EXPONENT_DIGITS = 4;

  enum Kind {
    /** Absent, null or empty. */
    MISSING,
    TEXT,
    NUMBER,
    BOOLEAN,
    /** Of a CSV file, which does not say what it holds. */
    CELL,
    /** An object or array. */
    OTHER
  }

  static final Value MISSING = new Value(Kind.MISSING, "");

  static Value ofCell(String cell) {
    String text = cell.strip();
    return text.isEmpty() ? MISSING : new Value(Kind.CELL, text);
  }

  boolean isMissing() {
    return kind == Kind.MISSING;
  }

  /** NaN for what is not a finite number. */
  double number() {
    if (kind != Kind.NUMBER && !(kind == Kind.CELL && isNumber(text))) {
      return Double.NaN;
    }
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? number : Double.NaN;
  }

  /**
   * As JSON has them, and what spreadsheets write: a sign, digits with a point among or around
   * them, an exponent of few digits.
   */
  private static boolean isNumber(String text) {
    int start = afterSign(text, 0);
    int point = afterDigits(text, start);
    boolean hasPoint = point < text.length() && text.charAt(point) == '.';
    int end = hasPoint ? afterDigits(text, point + 1) : point;
    if (end - start == (hasPoint ? 1 : 0)) {
      return false;
    }
    if (end == text.length()) {
      return true;
    }
    if (text.charAt(end) != 'e' && text.charAt(end) != 'E') {
      return false;
    }
    int exponent = afterSign(text, end + 1);
    int digits = text.length() - exponent;
    return digits >= 1
        && digits <= MAX_EXPONENT_DIGITS
        && afterDigits(text, exponent) == text.length();
  }

  private static int afterSign(String text, int from) {
    boolean sign = from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+');
    return sign ? from + 1 : from;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /**
   * @param field for the message
   * @throws EvaluationException when it is not a text or a whole number
   */
  String id(Field field) {
    boolean whole =
        kind == Kind.NUMBER && text.chars().noneMatch(letter -> ".eE".indexOf(letter) >= 0);
    if (kind != Kind.TEXT && kind != Kind.CELL && !whole) {
      throw fault(field, "a text or a whole number");
    }
    return text;
  }

  /**
   * @throws EvaluationException when it is not a number between these
   */
  double number(Field field, double least, double most, String range) {
    double number = number();
    if (!(number >= least && number <= most)) {
      throw fault(field, "a number from " + range);
    }
    return number;
  }

  /**
   * @throws EvaluationException when it is not true, false, 0 or 1
   */
  boolean label(Field field) {
    double number = number();
    boolean word = kind == Kind.BOOLEAN || kind == Kind.CELL;
    if (number == 1 || (word && text.equalsIgnoreCase("true"))) {
      return true;
    }
    if (number == 0 || (word && text.equalsIgnoreCase("false"))) {
      return false;
    }
    throw fault(field, "true, false, 0 or 1");
  }

  /**
   * @throws EvaluationException when it does not begin with a date
   */
  LocalDate date(Field field) {
    try {
      return LocalDate.parse(text.substring(0, Math.min(10, text.length())));
    } catch (DateTimeException e) {
      throw fault(field, "a date or time in ISO 8601");
    }
  }

  private EvaluationException fault(Field field, String expected) {
    return new EvaluationException(
        isMissing() ? field + " is missing" : field + " is not " + expected);
  }
}
