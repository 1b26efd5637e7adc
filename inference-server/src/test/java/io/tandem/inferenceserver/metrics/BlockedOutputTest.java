package io.tandem.inferenceserver.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Counter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody reads standard output for a while. */
final class BlockedOutputTest {
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ByteArrayOutputStream written =
      new ByteArrayOutputStream() {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
          blocked.countDown();
          boolean interrupted = false;
          while (release.getCount() > 0) {
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted = true;
            }
          }
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          super.write(bytes, offset, length);
        }
      };
  private final HostMetrics host = new HostMetrics();
  private final Metrics metrics = new Metrics(new RequestMetrics(), host);

  @AfterEach
  void stop() {
    release.countDown();
    metrics.close();
  }

  @Test
  void modelsComeAndGoMeanwhileAndAreWrittenAfterwards() throws Exception {
    AtomicLong rows = new AtomicLong();
    ModelMetrics model =
        new ModelMetrics(
            Map.of("Model", "gone"), () -> List.of(new Counter("Rows", Map.of(), rows.get())));
    host.loaded(1);
    metrics.start("c", new PrintStream(written, true, UTF_8), Duration.ofMillis(1));
    blocked.await();

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          metrics.add(model);
          rows.set(7);
          metrics.remove(model);
        });

    release.countDown();
    metrics.close();
    String lines = written.toString(UTF_8);
    assertTrue(lines.contains("\"ModelsLoaded\":1"), lines);
    assertTrue(lines.contains("\"Rows\":7"), lines);
  }
}
