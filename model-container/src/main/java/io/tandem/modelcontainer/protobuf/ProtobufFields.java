package io.tandem.modelcontainer.protobuf;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The fields of one protobuf message, in their order, read from a stream. What nobody asks for is
 * skipped, so a message of any length takes no memory. Every length is checked against what is left
 * of the message.
 */
public final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /** The stream, which messages share with those that they lie in. */
  private static final class Source {
    private final InputStream in;
    private long position;

    Source(InputStream in) {
      this.in = in;
    }

    int next() throws IOException {
      int found = in.read();
      if (found < 0) {
        throw new EOFException("the message is cut off");
      }
      position++;
      return found;
    }

    long varint() throws IOException {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        int found = next();
        value |= (long) (found & 0x7f) << shift;
        if (found < 0x80) {
          return value;
        }
      }
      throw new IOException("a number does not end");
    }

    void skipTo(long end) throws IOException {
      in.skipNBytes(end - position);
      position = end;
    }
  }

  private final Source source;
  private final long end;
  private long fieldEnd;
  private int number;
  private int wire = -1;
  private long value;

  /**
   * @param length of the message
   */
  public ProtobufFields(InputStream in, long length) {
    this(new Source(in), length);
  }

  private ProtobufFields(Source source, long end) {
    this.source = source;
    this.end = end;
    this.fieldEnd = source.position;
  }

  /** Goes to the next field; false at the end of the message. */
  public boolean next() throws IOException {
    source.skipTo(Math.max(fieldEnd, source.position));
    if (source.position >= end) {
      return false;
    }
    long tag = source.varint();
    number = (int) (tag >>> 3);
    wire = (int) tag & 7;
    value = wire == VARINT || wire == BYTES ? source.varint() : 0;
    long length =
        switch (wire) {
          case VARINT -> 0;
          case BYTES -> value;
          case FIXED64 -> Long.BYTES;
          case FIXED32 -> Integer.BYTES;
          default -> throw new IOException("a field of the unknown kind " + wire);
        };
    if (length < 0 || length > end - source.position) {
      throw new IOException("a field is longer than its message");
    }
    fieldEnd = source.position + length;
    return true;
  }

  public boolean isNumber(int field) {
    return number == field && wire == VARINT;
  }

  /** The 32 bits of a float, to be read by {@link #packedBits}. */
  public boolean isBits(int field) {
    return number == field && wire == FIXED32;
  }

  /** Text, bytes, a message or packed numbers. */
  public boolean isBytes(int field) {
    return number == field && wire == BYTES;
  }

  public long number() {
    return value;
  }

  /** Bytes of the field that are not read yet. */
  public long left() {
    return fieldEnd - source.position;
  }

  public ProtobufFields message() {
    return new ProtobufFields(source, fieldEnd);
  }

  /** The next of packed numbers. */
  public long packed() throws IOException {
    return source.varint();
  }

  /** The next byte, without a sign. */
  public int packedByte() throws IOException {
    return source.next();
  }

  /** The next 32 bits, of a float or of packed floats. */
  public int packedBits() throws IOException {
    int bits = source.next();
    bits |= source.next() << 8;
    bits |= source.next() << 16;
    return bits | source.next() << 24;
  }

  /**
   * @throws IOException when there are more than so many
   */
  public byte[] bytes(int atMost) throws IOException {
    if (left() > atMost) {
      throw new IOException(
          "a text of " + left() + " bytes, where at most " + atMost + " are read");
    }
    byte[] bytes = new byte[(int) left()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) source.next();
    }
    return bytes;
  }
}
