package io.tandem.featurecontainer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.io.NumberOutput;

/** A growing array of bytes. Not thread-safe. */
final class ByteBuilder {
  private byte[] bytes;
  private int length;

  ByteBuilder(int capacity) {
    bytes = new byte[capacity];
  }

  void append(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  void append(byte[] all) {
    reserve(all.length);
    System.arraycopy(all, 0, bytes, length, all.length);
    length += all.length;
  }

  void append(String ascii) {
    append(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The shortest decimal that reads back to the same float, whole numbers without a fraction. A
   * library's, not the JDK's, whose result has changed between releases.
   */
  void append(float value) {
    int whole = (int) value;
    if (whole == value && Math.abs(whole) < 1 << 24) {
      reserve(NumberOutput.MAX_FLOAT_BYTES);
      length = NumberOutput.outputInt(whole, bytes, length);
    } else {
      append(NumberOutput.toString(value, true));
    }
  }

  void appendLittleEndian(int value) {
    reserve(4);
    bytes[length++] = (byte) value;
    bytes[length++] = (byte) (value >>> 8);
    bytes[length++] = (byte) (value >>> 16);
    bytes[length++] = (byte) (value >>> 24);
  }

  void set(int at, byte b) {
    bytes[at] = b;
  }

  void set(int at, String ascii) {
    byte[] all = ascii.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(all, 0, bytes, at, all.length);
  }

  int length() {
    return length;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  int capacity() {
    return bytes.length;
  }

  void clear() {
    length = 0;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Not copied: nothing may be appended any more. */
  ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }
}
