package io.tandem.inferenceserver.body;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

final class CallerTimeoutsTest {
  private static final long LONG_MILLIS = TimeUnit.HOURS.toMillis(1);

  private XnioWorker worker;
  private XnioIoThread thread;
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    worker = Xnio.getInstance().createWorker(OptionMap.EMPTY);
    thread = worker.getIoThread();
  }

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  @Test
  void waitThatHasLastedIsOverWhenTimeoutsAreShortened() throws Exception {
    CallerTimeouts timeouts = new CallerTimeouts(0);
    start(timeouts, LONG_MILLIS);

    timeouts.shorten();

    over.await();
  }

  @Test
  void waitThatHasJustBegunHasItsTime() {
    CallerTimeouts timeouts = new CallerTimeouts(LONG_MILLIS);
    start(timeouts, LONG_MILLIS);

    timeouts.shorten();

    // Behind what shortening has put on the thread, and what that has.
    on(() -> true);
    assertTrue(on(() -> over.getCount() == 1));
  }

  @Test
  void butNoMoreThanThat() throws Exception {
    CallerTimeouts timeouts = new CallerTimeouts(50);
    start(timeouts, LONG_MILLIS);

    timeouts.shorten();

    over.await();
  }

  @Test
  void waitThatBeginsLaterIsShort() throws Exception {
    CallerTimeouts timeouts = new CallerTimeouts(50);
    timeouts.shorten();

    start(timeouts, LONG_MILLIS);

    over.await();
  }

  @Test
  void waitThatHasEndedIsNotOverAgain() {
    CallerTimeouts timeouts = new CallerTimeouts(0);
    CallerTimeouts.Timeout timeout = start(timeouts, LONG_MILLIS);
    on(
        () -> {
          // It ends between the loss and what that has put on the thread.
          timeouts.shorten();
          timeout.cancel();
          return true;
        });

    on(() -> true);
    assertFalse(on(() -> over.getCount() == 0));
  }

  private CallerTimeouts.Timeout start(CallerTimeouts timeouts, long millis) {
    return on(() -> timeouts.start(thread, millis, over::countDown));
  }

  private <T> T on(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, thread).join();
  }
}
