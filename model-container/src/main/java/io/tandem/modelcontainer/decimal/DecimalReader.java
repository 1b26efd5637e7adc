package io.tandem.modelcontainer.decimal;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers out of bytes as the nearest {@code float}, rounded once. Not thread-safe.
 *
 * <p>The plain way covers nearly all numbers: up to 18 digits make a {@code long}, a power of ten
 * up to 22 is exact as a {@code double}, so their product or quotient is the nearest {@code
 * double}; its nearest {@code float} is the right one unless that {@code double} lies exactly
 * between two floats or outside the normal ones. What is left goes to {@link Float#parseFloat}.
 */
public final class DecimalReader {
  /** What became of the last {@link #read}. */
  public enum Outcome {
    NUMBER,
    NOT_A_NUMBER,
    INFINITE,
    OUT_OF_RANGE
  }

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long MAX_EXACT = 1L << 53;
  private static final int MAX_LENGTH = 1000;
  private static final long HALF_BITS = 1L << 28;
  private static final long BELOW_FLOAT_BITS = (1L << 29) - 1;

  private final byte[] in;
  private int position;
  private Outcome outcome = Outcome.NOT_A_NUMBER;

  public DecimalReader(byte[] in) {
    this.in = in;
  }

  /** After the number that was read. */
  public int position() {
    return position;
  }

  public Outcome outcome() {
    return outcome;
  }

  /**
   * Reads {@code [+-]digits[.digits][e[+-]digits]}, where digits may lack on one side of the point,
   * or {@code nan} in any case.
   *
   * @return the number, or NaN for {@code nan} and whenever the outcome is not a number
   */
  public float read(int begin, int end) {
    position = begin;
    boolean negative = begin < end && in[begin] == '-';
    if (negative || (begin < end && in[begin] == '+')) {
      position++;
    }
    int first = position;
    long digits = 0;
    int kept = 0;
    int scale = 0;
    int point = -1;
    int count = 0;
    for (; position < end; position++) {
      int digit = in[position] - '0';
      if (digit >= 0 && digit <= 9) {
        count++;
        if (kept < 18) {
          digits = digits * 10 + digit;
          kept += digits == 0 ? 0 : 1;
          scale -= point >= 0 ? 1 : 0;
        } else {
          kept++;
        }
      } else if (in[position] == '.' && point < 0) {
        point = position;
      } else {
        break;
      }
    }
    if (count == 0) {
      return word(first, end);
    }
    long exponent = exponent(end);
    if (outcome == Outcome.NOT_A_NUMBER) {
      return Float.NaN;
    }
    if (kept <= 18 && digits < MAX_EXACT && Math.abs(exponent + scale) <= 22) {
      int power = (int) exponent + scale;
      double exact = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
      if (digits == 0 || isSafe(exact)) {
        float value = (float) exact;
        return negative ? -value : value;
      }
    }
    return slow(begin);
  }

  /** Whether rounding this double to a float gives what rounding the decimal itself would. */
  private static boolean isSafe(double value) {
    return value >= Float.MIN_NORMAL
        && value <= 1e38
        && (Double.doubleToRawLongBits(value) & BELOW_FLOAT_BITS) != HALF_BITS;
  }

  /** The exponent, capped: beyond a thousand digits it decides alone. */
  private long exponent(int end) {
    outcome = Outcome.NUMBER;
    if (position >= end || (in[position] | 0x20) != 'e') {
      return 0;
    }
    position++;
    boolean negative = position < end && in[position] == '-';
    if (negative || (position < end && in[position] == '+')) {
      position++;
    }
    int first = position;
    long exponent = 0;
    while (position < end && in[position] >= '0' && in[position] <= '9') {
      exponent = Math.min(exponent * 10 + in[position] - '0', 1_000_000);
      position++;
    }
    if (position == first) {
      outcome = Outcome.NOT_A_NUMBER;
    }
    return negative ? -exponent : exponent;
  }

  private float slow(int begin) {
    if (position - begin > MAX_LENGTH) {
      outcome = Outcome.NOT_A_NUMBER;
      return Float.NaN;
    }
    float value =
        Float.parseFloat(new String(in, begin, position - begin, StandardCharsets.ISO_8859_1));
    if (Float.isInfinite(value)) {
      outcome = Outcome.OUT_OF_RANGE;
      return Float.NaN;
    }
    return value;
  }

  private float word(int first, int end) {
    if (matches(first, end, "nan")) {
      outcome = Outcome.NUMBER;
      position = first + 3;
    } else {
      outcome = matches(first, end, "inf") ? Outcome.INFINITE : Outcome.NOT_A_NUMBER;
    }
    return Float.NaN;
  }

  private boolean matches(int first, int end, String word) {
    if (end - first < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((in[first + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
