package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * What a row has at a field.
 *
 * @param text as it is written; empty for {@code MISSING} and {@code OTHER}
 */
record Value(Kind kind, String text) {
  /** As JSON has them, and what spreadsheets write. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");

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
    if (kind != Kind.NUMBER && !(kind == Kind.CELL && NUMBER.matcher(text).matches())) {
      return Double.NaN;
    }
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? number : Double.NaN;
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
