package io.tandem.strictjson;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.NumberOutput;

/**
 * The one text of a float in vectors and answers: the shortest decimal that reads back to the same
 * float, whole numbers without a fraction. A library's, not the JDK's, whose result has changed
 * between releases.
 */
public final class FloatText {
  /** Of any float: a sign, nine digits, a point and an exponent. */
  public static final int MAX_BYTES = 16;

  private static final int MAX_WHOLE = 1 << 24;

  private FloatText() {}

  /**
   * @param value no NaN, which has a text of its own in every format
   * @param at where at most {@link #MAX_BYTES} fit
   * @return the place behind the last byte
   */
  public static int write(float value, byte[] out, int at) {
    int whole = (int) value;
    if (whole == value && Math.abs(whole) < MAX_WHOLE) {
      return NumberOutput.outputInt(whole, out, at);
    }
    byte[] text = NumberOutput.toString(value, true).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, out, at, text.length);
    return at + text.length;
  }
}
