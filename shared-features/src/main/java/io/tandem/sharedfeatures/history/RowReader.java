package io.tandem.sharedfeatures.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RowBytes} wrote. Reused from row to row. Not thread-safe. */
final class RowReader {
  private byte[] bytes = {};
  private int at;
  private int kind;
  private int groupLength;

  /**
   * Goes to a row, behind what says its group.
   *
   * @return whether it begins another group than the row before
   */
  boolean begin(byte[] row) {
    byte[] before = bytes;
    int groupBefore = groupLength;
    bytes = row;
    at = Long.BYTES;
    kind = getByte();
    skipBytes();
    groupLength = at;
    return groupBefore != groupLength
        || !Arrays.equals(before, 0, groupBefore, bytes, 0, groupLength);
  }

  int kind() {
    return kind;
  }

  /** What the row's group is by. */
  byte[] key() {
    return Arrays.copyOfRange(bytes, Long.BYTES + 1 + 2, groupLength);
  }

  int at() {
    return at;
  }

  /** The bytes of the row between two places. */
  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  int getByte() {
    return bytes[at++] & 0xff;
  }

  int getInt() {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << 8 | getByte();
    }
    return value ^ Integer.MIN_VALUE;
  }

  long getLong() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | getByte();
    }
    return value ^ Long.MIN_VALUE;
  }

  private int length() {
    return getByte() << 8 | getByte();
  }

  byte[] getBytes() {
    int length = length();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  void skipBytes() {
    int length = length();
    at += length;
  }

  @Nullable String getText() {
    return getByte() == 0 ? null : new String(getBytes(), StandardCharsets.UTF_8);
  }
}
