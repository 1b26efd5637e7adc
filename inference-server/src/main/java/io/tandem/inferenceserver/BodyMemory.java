package io.tandem.inferenceserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lends the arrays that request bodies are collected in, and bounds their bytes, all at one time.
 * Large ones are kept for the next body: left to the collector, which takes its time with all that
 * is large, each would make the process larger. Thread-safe.
 */
final class BodyMemory {
  /** Smaller ones die young. */
  static final int LARGE_BYTES = 1 << 20;

  private static final int MAX_KEPT = 8;

  private final long limit;
  private final List<byte[]> kept = new ArrayList<>();
  private long held;

  BodyMemory(long limit) {
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
    byte[] best = null;
    for (byte[] one : kept) {
      boolean fits = one.length >= bytes && one.length / 2 <= bytes;
      if (fits && (best == null || one.length < best.length)) {
        best = one;
      }
    }
    return best;
  }

  synchronized void giveBack(byte[] array) {
    if (array.length >= LARGE_BYTES && kept.size() < MAX_KEPT) {
      kept.add(array);
    } else {
      held -= array.length;
    }
  }
}
