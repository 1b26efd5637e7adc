package io.tandem.inferenceserver.resources;

import io.tandem.strictjson.FloatText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes. Not thread-safe. */
public final class ByteBuilder {
  private byte[] bytes;
  private int length;

  public ByteBuilder(int capacity) {
    bytes = new byte[capacity];
  }

  public void append(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  public void append(byte[] all) {
    reserve(all.length);
    System.arraycopy(all, 0, bytes, length, all.length);
    length += all.length;
  }

  public void append(String ascii) {
    append(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** As {@link FloatText}. */
  public void append(float value) {
    reserve(FloatText.MAX_BYTES);
    length = FloatText.write(value, bytes, length);
  }

  /** Writes bytes into an array. */
  @FunctionalInterface
  public interface Writing {
    /**
     * @return the place behind the last byte
     */
    int write(byte[] out, int at);
  }

  /**
   * @param most bytes it writes at most
   */
  public void append(int most, Writing writing) {
    reserve(most);
    length = writing.write(bytes, length);
  }

  public void appendLittleEndian(int value) {
    reserve(4);
    bytes[length++] = (byte) value;
    bytes[length++] = (byte) (value >>> 8);
    bytes[length++] = (byte) (value >>> 16);
    bytes[length++] = (byte) (value >>> 24);
  }

  public void set(int at, byte b) {
    bytes[at] = b;
  }

  public void set(int at, String ascii) {
    byte[] all = ascii.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(all, 0, bytes, at, all.length);
  }

  public int length() {
    return length;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  public int capacity() {
    return bytes.length;
  }

  public void clear() {
    length = 0;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Not copied: nothing may be appended any more. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }
}
