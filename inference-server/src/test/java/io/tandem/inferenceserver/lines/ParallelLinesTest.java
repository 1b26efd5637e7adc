package io.tandem.inferenceserver.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ParallelLinesTest {
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
