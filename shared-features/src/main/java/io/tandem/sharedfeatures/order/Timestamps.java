package io.tandem.sharedfeatures.order;

/**
 * Reads RFC 3339 times and dates. Own code, as {@code java.time}'s parsers accept more than the
 * order format allows, throw for what is not a time, and cost more than the rest of an order.
 */
final class Timestamps {
  private static final int INVALID = Integer.MAX_VALUE;

  /** The number of digits that puts the offset where the dot would stand. */
  private static final int NO_FRACTION = -1;

  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Timestamps() {}

  /**
   * {@code yyyy-MM-ddTHH:mm:ss[.fraction](Z|+HH:mm)} with a fraction of one to nine digits; second
   * 60, dates that do not exist and offsets beyond 18 hours are refused.
   *
   * @return false, and the row as it was, when the text is not such a time
   */
  static boolean readInstant(String text, Row row, int slot) {
    if (text.length() < 20
        || !shape(text, "dddd-dd-ddTdd:dd:dd")
        || number(text, 11, 2) > 23
        || number(text, 14, 2) > 59
        || number(text, 17, 2) > 59) {
      return false;
    }
    long day = day(text);
    if (day == Long.MIN_VALUE) {
      return false;
    }
    int fraction = text.charAt(19) == '.' ? digitsFrom(text, 20) : NO_FRACTION;
    if (fraction == 0 || fraction > 9) {
      return false;
    }
    int offset = offset(text, 20 + fraction);
    if (offset == INVALID) {
      return false;
    }
    int nanos = 0;
    for (int i = 0; i < 9; i++) {
      nanos = nanos * 10 + (i < fraction ? text.charAt(20 + i) - '0' : 0);
    }
    long local =
        day * 86_400
            + number(text, 11, 2) * 3600L
            + number(text, 14, 2) * 60L
            + number(text, 17, 2);
    row.setTime(slot, local - (offset == Row.ZULU ? 0 : offset), nanos, offset);
    return true;
  }

  /** {@code yyyy-MM-dd}, as midnight UTC. */
  static boolean readDate(String text, Row row, int slot) {
    if (text.length() != 10 || !shape(text, "dddd-dd-dd")) {
      return false;
    }
    long day = day(text);
    if (day == Long.MIN_VALUE) {
      return false;
    }
    row.setTime(slot, day * 86_400, 0, Row.ZULU);
    return true;
  }

  private static int offset(String text, int at) {
    int left = text.length() - at;
    if (left == 1 && text.charAt(at) == 'Z') {
      return Row.ZULU;
    }
    if (left != 6 || text.charAt(at + 3) != ':' || !digits(text, at + 1, 2)) {
      return INVALID;
    }
    char sign = text.charAt(at);
    int minutes = digits(text, at + 4, 2) ? number(text, at + 4, 2) : 60;
    int seconds = number(text, at + 1, 2) * 3600 + minutes * 60;
    if ((sign != '+' && sign != '-') || minutes > 59 || seconds > MAX_OFFSET_SECONDS) {
      return INVALID;
    }
    return sign == '-' ? -seconds : seconds;
  }

  /** Days since 1970-01-01 of the text's first ten characters; the smallest long for no date. */
  private static long day(String text) {
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
      return Long.MIN_VALUE;
    }
    // Days of the proleptic Gregorian calendar, counted from March so that leap days come last.
    long y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  private static int daysOf(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS[month - 1];
  }

  private static boolean shape(String text, String shape) {
    for (int i = 0; i < shape.length(); i++) {
      char wanted = shape.charAt(i);
      char found = text.charAt(i);
      boolean fits =
          switch (wanted) {
            case 'd' -> isDigit(found);
            case 'T' -> found == 'T' || found == 't';
            default -> found == wanted;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int digitsFrom(String text, int from) {
    int to = from;
    while (to < text.length() && isDigit(text.charAt(to))) {
      to++;
    }
    return to - from;
  }

  private static boolean digits(String text, int at, int count) {
    for (int i = at; i < at + count; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String text, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
