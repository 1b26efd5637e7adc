package io.tandem.inferenceserver.resources;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lends the builders of large answers. Large answers survive young collections; once promoted they
 * are freed only by a full one. Thread-safe.
 */
public final class BuilderPool {
  private final int firstBytes;
  private final long maxBytes;
  private final Deque<ByteBuilder> spare = new ArrayDeque<>();
  private long spareBytes;

  /**
   * @param firstBytes of a new builder
   * @param maxBytes of all that are kept
   */
  BuilderPool(int firstBytes, long maxBytes) {
    this.firstBytes = firstBytes;
    this.maxBytes = maxBytes;
  }

  /** An empty one. */
  public synchronized ByteBuilder take() {
    ByteBuilder found = spare.pollLast();
    if (found == null) {
      return new ByteBuilder(firstBytes);
    }
    spareBytes -= found.capacity();
    return found;
  }

  /** Nobody may read it any more. */
  public synchronized void giveBack(ByteBuilder builder) {
    if (spareBytes + builder.capacity() <= maxBytes) {
      builder.clear();
      spareBytes += builder.capacity();
      spare.addLast(builder);
    }
  }
}
