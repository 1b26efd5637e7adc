package io.tandem.inferenceserver.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ParallelLinesTest {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final ParallelLines parts = new ParallelLines();

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void partsAreWholeLinesInTheirOrder() {
    String text = lines(200_000);

    List<String> found = parts.compute(body(text), (lines, first) -> text(lines));

    assertTrue(found.size() > 3, found.size() + " parts");
    assertEquals(text, String.join("", found));
    for (String part : found.subList(0, found.size() - 1)) {
      assertTrue(part.endsWith("\n"));
      assertTrue(part.length() < ParallelLines.BYTES + 10);
    }
  }

  @Test
  void onlyTheFirstIsFirst() {
    List<Boolean> firsts = parts.compute(body(lines(200_000)), (lines, first) -> first);

    assertEquals(true, firsts.getFirst());
    assertEquals(1, firsts.stream().filter(first -> first).count());
  }

  @Test
  void aLineLongerThanAPartStaysWhole() {
    String text = "a".repeat(3 * ParallelLines.BYTES) + "\nb";

    assertEquals(
        List.of(text.length() - 1, 1), parts.compute(body(text), (lines, first) -> lines.length()));
  }

  @Test
  void aSmallOneIsComputedByItsCaller() {
    List<Thread> threads = parts.compute(body("1\n2"), (lines, first) -> Thread.currentThread());

    assertEquals(List.of(Thread.currentThread()), threads);
  }

  @Test
  void whatAPartThrowsTheCallerGets() {
    IllegalStateException fault = new IllegalStateException("not to be lost");

    assertSame(
        fault,
        assertThrows(
            IllegalStateException.class,
            () ->
                parts.compute(
                    body(lines(200_000)),
                    (lines, first) -> {
                      throw fault;
                    })));
  }

  /** The first chunk waits until the second has failed: what came first in time is not told. */
  @Test
  void theFirstChunkInOrderThatThrowsDecides() {
    CountDownLatch laterFailed = new CountDownLatch(1);

    IllegalStateException fault =
        assertThrows(
            IllegalStateException.class,
            () ->
                parts.compute(
                    body(chunks(2)),
                    (lines, first) -> {
                      if (first) {
                        await(laterFailed);
                      } else {
                        laterFailed.countDown();
                      }
                      throw new IllegalStateException(first ? "first" : "later");
                    }));

    assertEquals("first", fault.getMessage());
  }

  @Test
  void afterAFaultTheRestIsNotComputed() {
    AtomicInteger computed = new AtomicInteger();
    int chunks = 20 * CORES;

    assertThrows(
        IllegalStateException.class,
        () ->
            parts.compute(
                body(chunks(chunks)),
                (lines, first) -> {
                  computed.incrementAndGet();
                  throw new IllegalStateException();
                }));

    assertTrue(computed.get() <= 2 * CORES, computed + " of " + chunks);
  }

  /**
   * The large one has all threads, and goes on beyond a part of it only when the small one ends.
   */
  @Test
  void aSmallBodyEndsBeforeALargeOneThatCameFirst() throws Exception {
    CountDownLatch bothThere = new CountDownLatch(1);
    CountDownLatch smallEnded = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    FutureTask<List<Integer>> large =
        new FutureTask<>(
            () ->
                parts.compute(
                    body(chunks(20 * CORES)),
                    (lines, first) -> {
                      await(begun.incrementAndGet() <= 4 * CORES ? bothThere : smallEnded);
                      return lines.length();
                    }));
    FutureTask<List<Integer>> small =
        new FutureTask<>(() -> parts.compute(body(chunks(2)), (lines, first) -> lines.length()));

    startAndAwaitWaiting(large);
    startAndAwaitWaiting(small);
    bothThere.countDown();

    assertEquals(2, small.get(10, TimeUnit.SECONDS).size());
    smallEnded.countDown();
    assertEquals(20 * CORES, large.get().size());
  }

  /** Its caller waits once it has chunks in the queue. */
  private static void startAndAwaitWaiting(FutureTask<?> body) {
    Thread caller = Thread.ofPlatform().daemon().start(body);
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A body of so many chunks. */
  private static String chunks(int count) {
    String line = "a".repeat(1023) + "\n";
    return line.repeat(count * (ParallelLines.BYTES / line.length()));
  }

  private static String lines(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  /** Not at the start of its array. */
  private static Body body(String text) {
    byte[] array = ("##" + text + "##").getBytes(StandardCharsets.US_ASCII);
    return new Body(array, 2, array.length - 2);
  }

  private static String text(Body body) {
    return new String(body.toByteArray(), StandardCharsets.US_ASCII);
  }
}
