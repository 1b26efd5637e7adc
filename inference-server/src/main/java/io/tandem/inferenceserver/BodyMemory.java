package io.tandem.inferenceserver;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of all request bodies that are held at one time. Thread-safe. */
final class BodyMemory {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  BodyMemory(long limit) {
    this.limit = limit;
  }

  /** False, and nothing taken, when the limit would be passed. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= limit) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
