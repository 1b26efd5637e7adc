package io.tandem.inferenceserver.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long requests took, counted in buckets that are at most 1/32 wide of their value. Recording
 * takes no lock and no memory; what is recorded while it is drained may come with the next drain.
 * Thread-safe.
 */
final class Durations {
  /** As many values as the metrics format allows for one metric. */
  static final int MAX_VALUES = 100;

  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  /** In microseconds: more than an hour, the longest that a connection idles. */
  private static final long LONGEST = (1L << 32) - 1;

  private final AtomicLongArray buckets = new AtomicLongArray(bucket(LONGEST) + 1);

  void record(long nanos) {
    buckets.incrementAndGet(bucket(Math.clamp(nanos / 1000, 0, LONGEST)));
  }

  private static int bucket(long micros) {
    if (micros < SUB) {
      return (int) micros;
    }
    int shift = Long.SIZE - Long.numberOfLeadingZeros(micros) - 1 - SUB_BITS;
    return (shift << SUB_BITS) + (int) (micros >>> shift);
  }

  /** The largest value of a bucket: no duration is told shorter than it was. */
  private static long micros(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BITS) - 1;
    return (((long) (bucket & (SUB - 1)) + SUB + 1) << shift) - 1;
  }

  /**
   * What was recorded since the last drain, in milliseconds, ascending: every duration up to {@link
   * #MAX_VALUES}, of more the ones at the 1st to the 100th percentile. The last is the longest.
   */
  double[] drain() {
    long[] counts = new long[buckets.length()];
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets.getAndSet(i, 0);
      all += counts[i];
    }
    double[] values = new double[(int) Math.min(all, MAX_VALUES)];
    long passed = 0;
    int next = 0;
    for (int i = 0; i < counts.length; i++) {
      passed += counts[i];
      // The value of rank n * all / values is the first that as many are not above.
      while (next < values.length && passed * values.length >= (next + 1) * all) {
        values[next++] = micros(i) / 1000.0;
      }
    }
    return values;
  }
}
