package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On one thread, which is held until all tasks wait; a task takes as long as it says. */
final class FairQueueTest {
  private long now;
  private final FairQueue queue = new FairQueue(1, () -> now);
  private final List<String> done = new ArrayList<>();
  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Semaphore ended = new Semaphore(0);
  private final ModelQueue flooded = new ModelQueue();
  private final ModelQueue quiet = new ModelQueue();

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void theFloodOfOneModelDoesNotGoBeforeTheCallsOfAnother() throws Exception {
    hold();
    submit(flooded, "flooded", 10, 100);
    submit(quiet, "quiet", 10, 3);

    List<String> order = order(103);

    assertEquals(
        List.of("flooded", "quiet", "flooded", "quiet", "flooded", "quiet"), order.subList(0, 6));
  }

  @Test
  void timeIsSharedNotTheNumberOfCalls() throws Exception {
    hold();
    submit(flooded, "batch", 100, 10);
    submit(quiet, "quiet", 10, 20);

    List<String> order = order(30);

    assertEquals(List.of("batch"), order.subList(0, 1));
    assertEquals(10, order.subList(1, 12).stream().filter("quiet"::equals).count());
  }

  @Test
  void whoHasBeenAwayHasNothingSavedUp() throws Exception {
    hold();
    submit(flooded, "flooded", 10, 50);
    order(50);
    done.clear();

    CountDownLatch again = new CountDownLatch(1);
    queue.of(flooded, 0).execute(() -> await(again));
    submit(flooded, "flooded", 10, 20);
    submit(quiet, "quiet", 10, 20);
    again.countDown();
    ended.acquire(40);

    long early = done.subList(0, 20).stream().filter("quiet"::equals).count();
    assertEquals(10, early, "half of each, not all of the quiet one first");
  }

  private void hold() throws InterruptedException {
    queue
        .of(new ModelQueue(), 0)
        .execute(
            () -> {
              begun.release();
              await(release);
            });
    begun.acquire();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(ModelQueue model, String name, long nanos, int count) {
    for (int i = 0; i < count; i++) {
      queue
          .of(model, 0)
          .execute(
              () -> {
                now += nanos;
                done.add(name);
                ended.release();
              });
    }
  }

  private List<String> order(int count) throws InterruptedException {
    release.countDown();
    ended.acquire(count);
    return List.copyOf(done);
  }
}
