package io.tandem.sharedfeatures.text;

import java.nio.charset.StandardCharsets;

/**
 * MurmurHash3, the x86 32-bit variant by Austin Appleby (public domain), over the UTF-8 bytes of a
 * text. Part of the semantics of a feature set: it must never change.
 */
public final class Murmur3 {
  private Murmur3() {}

  public static int hash(String text, int seed) {
    return hash(text.getBytes(StandardCharsets.UTF_8), seed);
  }

  public static int hash(byte[] bytes, int seed) {
    return hash(bytes, 0, bytes.length, seed);
  }

  public static int hash(byte[] bytes, int offset, int length, int seed) {
    int hash = seed;
    int blocks = length & ~3;
    for (int i = 0; i < blocks; i += 4) {
      hash ^= mix(block(bytes, offset + i, 4));
      hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
    }
    hash ^= mix(block(bytes, offset + blocks, length - blocks));
    hash ^= length;
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  /** Little-endian. */
  private static int block(byte[] bytes, int at, int length) {
    int block = 0;
    for (int i = 0; i < length; i++) {
      block |= (bytes[at + i] & 0xff) << (8 * i);
    }
    return block;
  }

  private static int mix(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }
}
