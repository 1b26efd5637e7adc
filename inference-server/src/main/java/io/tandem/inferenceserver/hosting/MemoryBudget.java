package io.tandem.inferenceserver.hosting;

import io.tandem.inferenceserver.MemoryUse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Says whether there is memory for one more model: a process that runs out of it ends, with all its
 * models. Heap is booked by what models say they use; native memory is what the machine has left,
 * less what is reserved for others. For one thread.
 */
public final class MemoryBudget {
  private static final long MIB = 1 << 20;

  /** The server itself and the garbage of one load. */
  private static final long HEAP_OF_SERVER = 64 * MIB;

  private final long heapBytes;
  private final long reservedBytes;
  private final Supplier<OptionalLong> available;
  private MemoryUse booked = MemoryUse.NONE;

  /**
   * @param heapBytes for all models together
   * @param reservedBytes of the machine's memory that others need
   * @param available bytes of the machine's memory; empty when unknown, then all native memory is
   *     granted
   */
  MemoryBudget(long heapBytes, long reservedBytes, Supplier<OptionalLong> available) {
    this.heapBytes = heapBytes;
    this.reservedBytes = reservedBytes;
    this.available = available;
  }

  /**
   * Of this process.
   *
   * @param promisedBytes of the heap: to bodies and answers
   * @param reservedBytes of the machine's memory that others need
   */
  public static MemoryBudget ofProcess(long promisedBytes, long reservedBytes) {
    long heap = Runtime.getRuntime().maxMemory() - promisedBytes - HEAP_OF_SERVER;
    return new MemoryBudget(Math.max(0, heap), reservedBytes, MemoryBudget::availableToProcess);
  }

  /** The heap may still grow to its limit. */
  private static OptionalLong availableToProcess() {
    Runtime runtime = Runtime.getRuntime();
    long promised = runtime.maxMemory() - runtime.totalMemory();
    OptionalLong bytes = AvailableMemory.bytes();
    return bytes.isEmpty() ? bytes : OptionalLong.of(bytes.getAsLong() - promised);
  }

  /**
   * Why a model that may use so much has no room; empty when it has.
   *
   * @param estimate of all that it may use
   */
  Optional<String> shortage(MemoryUse estimate) {
    if (booked.heapBytes() + estimate.heapBytes() > heapBytes) {
      return Optional.of(
          "memory: the model may take %d MiB of heap, %d of %d MiB are in use; unload others, or give the JVM more (JDK_JAVA_OPTIONS=-Xmx...)"
              .formatted(up(estimate.heapBytes()), up(booked.heapBytes()), heapBytes / MIB));
    }
    OptionalLong left = available.get();
    if (left.isPresent() && estimate.nativeBytes() > left.getAsLong() - reservedBytes) {
      return Optional.of(
          "memory: the model may take %d MiB outside of the heap, %d MiB are left there beside %d MiB reserved; unload others, or take a larger instance"
              .formatted(
                  up(estimate.nativeBytes()),
                  Math.max(0, left.getAsLong() - reservedBytes) / MIB,
                  reservedBytes / MIB));
    }
    return Optional.empty();
  }

  private static long up(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }

  /** To be followed by one {@link #release} of the same. */
  void book(MemoryUse used) {
    booked = booked.plus(used);
  }

  void release(MemoryUse used) {
    booked = booked.minus(used);
  }

  MemoryUse booked() {
    return booked;
  }
}
