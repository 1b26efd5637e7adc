package io.tandem.sharedfeatures.partial;

import io.tandem.sharedfeatures.fault.DefinitionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes a state. Not thread-safe. */
public final class StateOutput {
  private static final int FIRST_CAPACITY = 1 << 12;

  /** No array of the JVM is much longer. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;

  StateOutput() {}

  /** Seven bits per byte, the lowest first; all bytes but the last have the eighth. */
  public void number(long notNegative) {
    reserve(10);
    long left = notNegative;
    while (left > 0x7f) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  public void flag(boolean value) {
    number(value ? 1 : 0);
  }

  /** Its bits, the highest byte first. */
  public void real(double value) {
    reserve(Long.BYTES);
    long bits = Double.doubleToLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (bits >>> shift);
    }
  }

  /** Behind their number. */
  public void bytes(byte[] some) {
    number(some.length);
    append(some);
  }

  /** As UTF-8. */
  public void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void append(byte[] some) {
    reserve(some.length);
    System.arraycopy(some, 0, bytes, length, some.length);
    length += some.length;
  }

  private void reserve(int more) {
    if (more > MAX_BYTES - length) {
      throw new DefinitionException(
          "fitting",
          List.of(
              "the state of one part of the records takes more than 2 GiB: encode texts of many"
                  + " different values with hash, or make them coarser"));
    }
    if (length + more > bytes.length) {
      long grown = Math.max(length + more, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, grown));
    }
  }

  /** All that was written, and its checksum behind it. */
  byte[] sealed() {
    int sum = checksum(bytes, length);
    byte[] sealed = Arrays.copyOf(bytes, length + Integer.BYTES);
    ByteBuffer.wrap(sealed).putInt(length, sum);
    return sealed;
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
