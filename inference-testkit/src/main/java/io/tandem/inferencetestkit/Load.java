package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that send the same body again and again, each on its connection, until that is closed.
 */
final class Load implements AutoCloseable {
  private static final int THREADS = 8;

  private final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<IOException> faults = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicInteger calling = new AtomicInteger(THREADS);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final int port;
  private final Sample sample;

  Load(int port, Sample sample) {
    this.port = port;
    this.sample = sample;
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::call);
    }
  }

  private void call() {
    try (Connection connection = new Connection(port)) {
      boolean open = true;
      while (!ending.get() && open) {
        Answer answer =
            connection.exchange(
                "POST",
                "/invocations",
                List.of("Content-Type: " + sample.contentType()),
                sample.body());
        statuses.add(answer.status());
        open = !answer.header("Connection").orElse("").equalsIgnoreCase("close");
      }
    } catch (IOException e) {
      faults.add(e);
    } finally {
      calling.decrementAndGet();
    }
  }

  void awaitAnswers(int count) throws InterruptedException {
    while (statuses.size() < count && calling.get() > 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  int answers() {
    return statuses.size();
  }

  /** Ends the load: every call was answered, with one of these. */
  void assertOnly(Integer... expected) {
    close();
    assertEquals(List.of(), List.copyOf(faults));
    assertFalse(statuses.isEmpty());
    assertTrue(List.of(expected).containsAll(statuses), () -> "found " + List.copyOf(statuses));
  }

  @Override
  public void close() {
    ending.set(true);
    threads.close();
  }
}
