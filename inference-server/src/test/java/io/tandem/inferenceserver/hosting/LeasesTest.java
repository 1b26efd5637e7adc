package io.tandem.inferenceserver.hosting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class LeasesTest {
  private final Leases leases = new Leases();

  @Test
  void whatNobodyUsesIsFreeAtOnce() {
    assertTrue(leases.end().isDone());
  }

  @Test
  void itIsFreeWhenTheLastIsGivenBack() {
    Lease first = leases.take().orElseThrow();
    Lease second = leases.take().orElseThrow();
    CompletableFuture<Void> free = leases.end();
    assertFalse(free.isDone());

    second.close();
    assertFalse(free.isDone());
    first.close();
    assertTrue(free.isDone());
  }

  @Test
  void afterTheEndNobodyGetsOne() {
    Lease taken = leases.take().orElseThrow();
    CompletableFuture<Void> free = leases.end();

    assertTrue(leases.take().isEmpty());
    taken.close();
    assertTrue(free.isDone());
  }

  /** Whoever got one used it before it was free. */
  @RepeatedTest(200)
  void itIsNeverFreeUnderAUser() throws Exception {
    AtomicInteger users = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<?>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        callers.add(
            threads.submit(
                () -> {
                  begin.await();
                  leases
                      .take()
                      .ifPresent(
                          lease -> {
                            users.incrementAndGet();
                            Thread.onSpinWait();
                            users.decrementAndGet();
                            lease.close();
                          });
                  return null;
                }));
      }
      begin.countDown();
      leases.end().join();

      assertEquals(0, users.get());
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
  }
}
