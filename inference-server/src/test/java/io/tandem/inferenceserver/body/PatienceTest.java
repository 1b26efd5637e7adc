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

final class PatienceTest {
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
  void waitThatHasLastedIsOverWhenPatienceIsLost() throws Exception {
    Patience patience = new Patience(0);
    await(patience, LONG_MILLIS);

    patience.lose();

    over.await();
  }

  @Test
  void waitThatHasJustBegunHasItsTime() {
    Patience patience = new Patience(LONG_MILLIS);
    await(patience, LONG_MILLIS);

    patience.lose();

    // Behind what losing patience has put on the thread, and what that has.
    on(() -> true);
    assertTrue(on(() -> over.getCount() == 1));
  }

  @Test
  void butNoMoreThanThat() throws Exception {
    Patience patience = new Patience(50);
    await(patience, LONG_MILLIS);

    patience.lose();

    over.await();
  }

  @Test
  void waitThatBeginsLaterIsShort() throws Exception {
    Patience patience = new Patience(50);
    patience.lose();

    await(patience, LONG_MILLIS);

    over.await();
  }

  @Test
  void waitThatHasEndedIsNotOverAgain() {
    Patience patience = new Patience(0);
    Patience.Wait wait = await(patience, LONG_MILLIS);
    on(
        () -> {
          // It ends between the loss and what that has put on the thread.
          patience.lose();
          wait.end();
          return true;
        });

    on(() -> true);
    assertFalse(on(() -> over.getCount() == 0));
  }

  private Patience.Wait await(Patience patience, long millis) {
    return on(() -> patience.await(thread, millis, over::countDown));
  }

  private <T> T on(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, thread).join();
  }
}
