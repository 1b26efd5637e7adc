package io.tandem.inferenceserver.hosting;

import io.tandem.inferenceserver.Lease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who uses a model just now. Once it is to leave nobody else gets it, and it is free when the last
 * has given it back. Thread-safe, without a lock.
 */
final class Leases {
  private static final int LEAVING = Integer.MIN_VALUE;

  /** How many are out; the sign bit says that no more are given. */
  private final AtomicInteger state = new AtomicInteger();

  private final CompletableFuture<Void> free = new CompletableFuture<>();

  /** Empty when the model is to leave. */
  Optional<Lease> take() {
    int before = state.getAndUpdate(out -> out < 0 ? out : out + 1);
    return before < 0 ? Optional.empty() : Optional.of(this::giveBack);
  }

  private void giveBack() {
    if (state.decrementAndGet() == LEAVING) {
      free.complete(null);
    }
  }

  /**
   * Gives no more. To be called once.
   *
   * @return done when nobody uses the model any more
   */
  CompletableFuture<Void> end() {
    if (state.getAndUpdate(out -> out | LEAVING) == 0) {
      free.complete(null);
    }
    return free;
  }
}
