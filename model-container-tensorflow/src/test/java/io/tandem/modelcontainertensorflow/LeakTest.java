package io.tandem.modelcontainertensorflow;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What native code holds after many calls: the JVM does not see it. */
final class LeakTest {
  private static final int CALLS = 10_000;
  private static final long MIB = 1 << 20;

  @Test
  void callsLeaveNothing() throws IOException {
    try (Model model = Golden.load("three-classes")) {
      RowMatrix rows = Golden.rows(6, 50);
      repeat(CALLS / 2, () -> model.predict(rows));
      long before = held();
      repeat(CALLS, () -> model.predict(rows));

      // A tensor of a call has 24 kB, all of them 480 MB. The JVM touches more of its heap
      // meanwhile.
      assertGrownBy(before, 120 * MIB);
    }
  }

  @Test
  void callsThatFailLeaveNothing() throws IOException {
    try (Model model = Golden.load("refuses-negatives")) {
      RowMatrix rows = Golden.rows(6, 50);
      Runnable fails = () -> assertThrows(IllegalStateException.class, () -> model.predict(rows));
      repeat(CALLS / 10, fails);
      long before = held();
      repeat(CALLS / 2, fails);

      assertGrownBy(before, 24 * MIB);
    }
  }

  @Test
  @Tag("long")
  void modelsThatAreClosedLeaveNothing() throws IOException {
    Runnable opensAndCloses = () -> Golden.load("keras").close();
    repeat(200, opensAndCloses);
    long before = held();
    repeat(400, opensAndCloses);

    assertGrownBy(before, 48 * MIB);
  }

  private static void repeat(int times, Runnable something) {
    for (int i = 0; i < times; i++) {
      something.run();
    }
  }

  private static void assertGrownBy(long before, long atMost) throws IOException {
    long grown = held() - before;
    assertTrue(grown < atMost, () -> "grown by " + (grown >> 10) + " kB");
  }

  /** Of this process, without the JVM's heap, all of which is touched at the start (pom.xml). */
  private static long held() throws IOException {
    System.gc();
    long resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("RssAnon:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
            .findFirst()
            .orElseThrow();
    return resident - Runtime.getRuntime().totalMemory();
  }
}
