package io.tandem.inferenceserver;

import java.util.Arrays;

/**
 * Bytes of a request body: a range of an array that may hold others before and behind. Not copied,
 * not to be changed, and not to be kept: the array is used for another body once {@link
 * Inference#invoke} has returned.
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are large, passed on once and never compared
public record Body(byte[] array, int begin, int end) {
  public static final Body EMPTY = new Body(new byte[0], 0, 0);

  public Body {
    if (begin < 0 || begin > end || end > array.length) {
      throw new IllegalArgumentException(begin + " to " + end + " of " + array.length);
    }
  }

  /** All of an array. */
  public static Body of(byte[] array) {
    return new Body(array, 0, array.length);
  }

  public int length() {
    return end - begin;
  }

  /** A copy, which may be kept. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, begin, end);
  }

  /** Without a byte order mark at its start and blank lines at its end. */
  public Body text() {
    int start = begin + byteOrderMark(array, begin, end);
    int last = end;
    while (last > start && isBlank(array[last - 1])) {
      last--;
    }
    return new Body(array, start, last);
  }

  /** The length of the byte order mark (UTF-8) that a range begins with: 3, or 0 without one. */
  public static int byteOrderMark(byte[] array, int begin, int end) {
    return end - begin >= 3
            && array[begin] == (byte) 0xef
            && array[begin + 1] == (byte) 0xbb
            && array[begin + 2] == (byte) 0xbf
        ? 3
        : 0;
  }

  private static boolean isBlank(byte b) {
    return b == '\n' || b == '\r' || b == ' ' || b == '\t';
  }
}
