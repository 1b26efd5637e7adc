package io.tandem.sharedfeatures.oracle;

import java.nio.charset.StandardCharsets;

/**
 * MurmurHash3 (x86, 32 bits) as its author describes it, in whole numbers that never overflow: no
 * line of it is shared with the implementation.
 */
final class OracleHash {
  private static final long WORD = 1L << 32;

  private OracleHash() {}

  /** Of the text's UTF-8 bytes, from 0 to 2^32 - 1. */
  static long of(String text, long seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long hash = Math.floorMod(seed, WORD);
    int at = 0;
    while (at + 4 <= bytes.length) {
      hash ^= scrambled(word(bytes, at, 4));
      hash = (times(rotated(hash, 13), 5) + 0xe6546b64L) % WORD;
      at += 4;
    }
    if (at < bytes.length) {
      hash ^= scrambled(word(bytes, at, bytes.length - at));
    }
    hash ^= bytes.length;
    hash = times(hash ^ (hash >> 16), 0x85ebca6bL);
    hash = times(hash ^ (hash >> 13), 0xc2b2ae35L);
    return hash ^ (hash >> 16);
  }

  /** The first byte is the lowest. */
  private static long word(byte[] bytes, int at, int length) {
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word * 256 + Byte.toUnsignedInt(bytes[at + i]);
    }
    return word;
  }

  private static long scrambled(long word) {
    return times(rotated(times(word, 0xcc9e2d51L), 15), 0x1b873593L);
  }

  private static long rotated(long word, int bits) {
    return (word << bits) % WORD + (word >> (32 - bits));
  }

  /** In two halves, as the product of two words does not fit into a long. */
  private static long times(long a, long b) {
    long low = a * (b % 65_536) % WORD;
    long high = a * (b / 65_536) % WORD * 65_536 % WORD;
    return (low + high) % WORD;
  }
}
