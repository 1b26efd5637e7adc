package io.tandem.inferenceserver.body;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lends the arrays that request bodies are collected in, and bounds the bytes of all of them
 * together. Large arrays are reused: the collector frees large objects late, so the process would
 * grow. Thread-safe.
 */
public final class BodyPool {
  /** Smaller ones die young. */
  static final int LARGE_BYTES = 1 << 20;

  private static final int MAX_KEPT = 8;

  private final long limit;

  /** From the smallest to the largest. */
  private final List<byte[]> kept = new ArrayList<>();

  private long held;

  public BodyPool(long limit) {
    this.limit = limit;
  }

  /**
   * An array to be given back, with whatever another body has left in it. Null when the limit would
   * be passed.
   *
   * @param bytes it has at least
   * @param wanted it has if one as large is kept; not less than {@code bytes}
   */
  synchronized byte @Nullable [] take(int bytes, int wanted) {
    byte[] found = keptOf(wanted);
    if (found == null && bytes < wanted) {
      found = keptOf(bytes);
    }
    if (found != null) {
      kept.remove(found); // arrays are equal to themselves only
      return found;
    }
    while (held + bytes > limit && !kept.isEmpty()) {
      held -= kept.removeLast().length;
    }
    if (held + bytes > limit) {
      return null;
    }
    held += bytes;
    return new byte[bytes];
  }

  /** The smallest that is large enough, but none of which half would be of no use. */
  private byte @Nullable [] keptOf(int bytes) {
    for (byte[] one : kept) {
      if (one.length >= bytes) {
        return one.length / 2 <= bytes ? one : null;
      }
    }
    return null;
  }

  synchronized void giveBack(byte[] array) {
    if (array.length < LARGE_BYTES) {
      held -= array.length;
      return;
    }
    kept.add(array);
    kept.sort(Comparator.comparingInt(one -> one.length));
    if (kept.size() > MAX_KEPT) {
      held -= kept.removeFirst().length;
    }
  }
}
