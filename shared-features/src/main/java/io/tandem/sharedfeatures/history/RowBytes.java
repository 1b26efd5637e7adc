package io.tandem.sharedfeatures.history;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a row so that its bytes, compared as unsigned, sort as its values do. Both a cluster and
 * one machine sort such rows, so there is one order, ties included. Reused from row to row. Not
 * thread-safe.
 */
final class RowBytes {
  private byte[] bytes = new byte[256];
  private int length;

  /**
   * For the next row, which belongs to a group: rows of the same kind and key stand together, the
   * groups in no meaningful order, so that they spread well.
   */
  RowBytes begin(int kind, String key) {
    return begin(kind, key.getBytes(StandardCharsets.UTF_8));
  }

  RowBytes begin(int kind, byte[] key) {
    length = 0;
    return putLong(hash(key, kind)).putByte(kind).putBytes(key);
  }

  /** 64 bits of a text that are as good as the text itself where only differences are counted. */
  static long hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  /** FNV-1a, with the last mixing of SplitMix64, so that all bits depend on all bytes. */
  private static long hash(byte[] bytes, int seed) {
    long hash = 0xcbf29ce484222325L ^ seed;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  RowBytes putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  RowBytes putInt(int value) {
    ensure(Integer.BYTES);
    int flipped = value ^ Integer.MIN_VALUE;
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (flipped >>> shift);
    }
    return this;
  }

  RowBytes putLong(long value) {
    ensure(Long.BYTES);
    long flipped = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (flipped >>> shift);
    }
    return this;
  }

  /** At most 65 535 bytes. */
  RowBytes putBytes(byte[] some) {
    ensure(2 + some.length);
    bytes[length++] = (byte) (some.length >>> 8);
    bytes[length++] = (byte) some.length;
    System.arraycopy(some, 0, bytes, length, some.length);
    length += some.length;
    return this;
  }

  /** A missing text sorts before all others. */
  RowBytes putText(@Nullable String text) {
    return text == null ? putByte(0) : putByte(1).putBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
