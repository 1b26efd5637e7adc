package io.tandem.inferenceserver;

/**
 * Memory that a loaded model occupies, beside what all models share.
 *
 * @param heapBytes within the JVM's heap
 * @param nativeBytes of libraries, outside of it
 */
public record MemoryUse(long heapBytes, long nativeBytes) {
  public static final MemoryUse NONE = new MemoryUse(0, 0);

  public MemoryUse {
    if (heapBytes < 0 || nativeBytes < 0) {
      throw new IllegalArgumentException(heapBytes + " and " + nativeBytes + " bytes");
    }
  }

  public MemoryUse plus(MemoryUse other) {
    return new MemoryUse(heapBytes + other.heapBytes, nativeBytes + other.nativeBytes);
  }

  public MemoryUse minus(MemoryUse other) {
    return new MemoryUse(heapBytes - other.heapBytes, nativeBytes - other.nativeBytes);
  }

  /** Of both kinds together. */
  public long bytes() {
    return heapBytes + nativeBytes;
  }
}
