package io.tandem.localsagemaker.endpoint;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of requests and answers that are held at one time. Thread-safe. */
public final class ByteBudget {
  /** Of one request and of one answer: the platform's limit. */
  static final int MAX_BODY_BYTES = 25 * 1024 * 1024;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  public ByteBudget(long limit) {
    this.limit = limit;
  }

  /** A quarter of the heap, and never less than one body. */
  public static ByteBudget ofHeap() {
    return new ByteBudget(Math.max(MAX_BODY_BYTES, Runtime.getRuntime().maxMemory() / 4));
  }

  /** For one holder; holds nothing yet. */
  public Share share() {
    return new Share();
  }

  long held() {
    return held.get();
  }

  /** What one holder, such as an invocation, holds. Not for several threads at once. */
  public final class Share {
    private long bytes;

    private Share() {}

    /**
     * Holds so many bytes from now on; less than before is always granted.
     *
     * @return false, and nothing changed, when the limit would be passed
     */
    public boolean resize(long wanted) {
      long more = wanted - bytes;
      if (held.addAndGet(more) > limit && more > 0) {
        held.addAndGet(-more);
        return false;
      }
      bytes = wanted;
      return true;
    }
  }
}
