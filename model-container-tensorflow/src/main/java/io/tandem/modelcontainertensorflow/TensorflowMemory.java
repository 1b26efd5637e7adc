package io.tandem.modelcontainertensorflow;

import io.tandem.inferenceserver.MemoryUse;

/**
 * What TensorFlow occupies for a model, outside of the heap; measured with networks of 60 KB to 20
 * MB. Its library, once for all models, is not in it.
 */
final class TensorflowMemory {
  private static final long OF_ANY = 2 << 20;
  private static final int PER_BYTE_OF_GRAPH = 5;
  private static final int LOADING_PER_BYTE_OF_GRAPH = 13;
  private static final double PER_BYTE_OF_WEIGHTS = 1.5;
  private static final int LOADING_PER_BYTE_OF_WEIGHTS = 2;

  private TensorflowMemory() {}

  /** The most that loading a model needs at any time. */
  static MemoryUse loading(long graphBytes, long weightBytes) {
    return new MemoryUse(
        MetaGraphReader.heap(graphBytes),
        OF_ANY
            + LOADING_PER_BYTE_OF_GRAPH * graphBytes
            + LOADING_PER_BYTE_OF_WEIGHTS * weightBytes);
  }

  static MemoryUse loaded(long graphBytes, long weightBytes) {
    return new MemoryUse(
        0, OF_ANY + PER_BYTE_OF_GRAPH * graphBytes + (long) (PER_BYTE_OF_WEIGHTS * weightBytes));
  }
}
