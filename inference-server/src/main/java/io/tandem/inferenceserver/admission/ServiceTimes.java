package io.tandem.inferenceserver.admission;

import java.util.concurrent.TimeUnit;

/** What the invocations of one model have lately taken. Thread-safe. */
final class ServiceTimes {
  /** A larger body may be a batch: on an I/O thread all its connections would wait for it. */
  private static final int SHORT_BYTES = 16 << 10;

  /** What the connections of an I/O thread may wait for one invocation, pings among them. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Of bodies that are not larger than the short ones. */
  private final ServiceTime shortNanos = new ServiceTime();

  private final LongCalls longCalls = new LongCalls(SHORT_NANOS);

  /** Of larger ones, by KiB. */
  private final ServiceTime largeNanosPerKib = new ServiceTime();

  /** Whether such a body is computed by the thread that has read it. */
  boolean areShort(long bytes) {
    return bytes <= SHORT_BYTES && longCalls.areSeldom();
  }

  /** Whether enough bodies of this kind were computed to expect something of the next. */
  boolean areKnown(long bytes) {
    return kind(bytes).areKnown();
  }

  /**
   * Nanoseconds that such a body takes at least; 0 when nothing is known. By the least: what the
   * machine adds, when it has other work, is not the model's.
   */
  long expected(long bytes) {
    return nanos(bytes, kind(bytes).least());
  }

  /** The same by the first round as far as it has come. */
  long expectedSoFar(long bytes) {
    return nanos(bytes, kind(bytes).leastSoFar());
  }

  void add(long bytes, long nanos) {
    if (bytes <= SHORT_BYTES) {
      shortNanos.add(nanos);
      longCalls.add(nanos);
    } else {
      largeNanosPerKib.add(nanos / (bytes >> 10));
    }
  }

  private ServiceTime kind(long bytes) {
    return bytes <= SHORT_BYTES ? shortNanos : largeNanosPerKib;
  }

  private static long nanos(long bytes, long counted) {
    return bytes <= SHORT_BYTES ? counted : (bytes >> 10) * counted;
  }
}
