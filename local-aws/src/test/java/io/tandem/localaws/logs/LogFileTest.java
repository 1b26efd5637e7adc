package io.tandem.localaws.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read, by pages of any size, forwards and backwards. */
final class LogFileTest {
  private static final Instant TIME = Instant.parse("2026-11-30T02:37:56.123456Z");
  private static final int ALL = 10_000;

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("logs/x.log");
  }

  private OutputStream append(Instant time) throws IOException {
    return StampedLines.append(path, Clock.fixed(time, ZoneOffset.UTC));
  }

  private LogFile open() throws IOException {
    return LogFile.open(path, 7);
  }

  private List<String> messages() throws IOException {
    try (LogFile file = open()) {
      var page = new EventPage(_ -> true, ALL);
      assertEquals(file.end(), page.forwards(file, 0));
      return page.events().stream().map(LogEvent::message).toList();
    }
  }

  @Test
  void eachLineHasTheTimeAtWhichItBegan() throws IOException {
    try (var log = new PrintStream(append(TIME), true, UTF_8)) {
      log.print("features");
      log.print(" | ");
      log.println("ready");
      log.print("a\nb\n");
    }

    assertEquals(
        """
        2026-11-30T02:37:56.123Z features | ready
        2026-11-30T02:37:56.123Z a
        2026-11-30T02:37:56.123Z b
        """,
        Files.readString(path));
    try (LogFile file = open()) {
      LogEvent first = file.after(0).events().getFirst();
      assertEquals("features | ready", first.message());
      assertEquals(TIME.toEpochMilli(), first.time());
    }
  }

  @Test
  void aTimeOfAWholeSecondHasTheSameWidth() {
    assertEquals("2026-11-30T02:37:56.000Z ", LogFile.stamp(Instant.parse("2026-11-30T02:37:56Z")));
  }

  @Test
  void whatAnInterruptedThreadSaysIsKept() throws IOException {
    Thread.currentThread().interrupt();
    try (OutputStream log = append(TIME)) {
      log.write("stopping\n".getBytes(UTF_8));
      log.flush();
      log.write("stopped\n".getBytes(UTF_8));
    }

    assertTrue(Thread.interrupted());
    assertEquals(List.of("stopping", "stopped"), messages());
  }

  @Test
  void whatIsStillBeingWrittenIsNoEvent() throws IOException {
    try (var log = new PrintStream(append(TIME), true, UTF_8)) {
      log.println("whole");
      log.print("half");
      log.flush();

      assertEquals(List.of("whole"), messages());
      log.println();
      assertEquals(List.of("whole", "half"), messages());
    }
  }

  @Test
  void theHalfOfALineThatAKilledProgramLeftIsALine() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(path, "2026-11-30T02:37:56.123Z half");
    try (var log = new PrintStream(append(TIME), true, UTF_8)) {
      log.println("next");
    }

    assertEquals(List.of("half", "next"), messages());
  }

  @Test
  void aLineWithoutATimeHasThatOfTheOneBefore() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(path, "old\n2026-11-30T02:37:56.123Z a\n\n2026-99-30T02:37:56.123Z b\n");

    try (LogFile file = open()) {
      List<LogEvent> events = file.after(0).events();
      assertEquals(
          List.of("old", "a", "2026-99-30T02:37:56.123Z b"),
          events.stream().map(LogEvent::message).toList());
      assertEquals(
          List.of(7L, TIME.toEpochMilli(), TIME.toEpochMilli()),
          events.stream().map(LogEvent::time).toList());
    }
  }

  @Test
  void aLineOfManyMegabytesComesInPieces() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    String line = "é".repeat(3 << 20);
    Files.writeString(path, "a\n" + line + "\nb\n");
    var read = new ArrayList<LogEvent>();
    try (LogFile file = open()) {
      for (long at = 0; at < file.size(); ) {
        var page = new EventPage(_ -> true, ALL);
        at = page.forwards(file, at);
        read.addAll(page.events());
      }
      for (long at = file.end(); at > 0; ) {
        var page = new EventPage(_ -> true, ALL);
        long before = page.backwards(file, at);
        assertTrue(before < at);
        at = before;
      }
    }

    assertTrue(read.size() > 20, () -> read.size() + " events");
    assertTrue(read.stream().allMatch(event -> event.size() <= LogFile.MAX_EVENT_BYTES));
    assertEquals(List.of("a", "b"), List.of(read.getFirst().message(), read.getLast().message()));
  }

  @Test
  void manyEmptyLinesAreNoEnd() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(path, "\n".repeat(5 << 20) + "2026-11-30T02:37:56.123Z a\n");

    assertEquals(List.of("a"), messages());
  }

  @Test
  void pagesOfAnySizeHaveEachLineOnceInBothDirections() throws IOException {
    var random = new Random(5);
    var written = new ArrayList<String>();
    try (var log = new PrintStream(append(TIME), true, UTF_8)) {
      for (int i = 0; i < 3_000; i++) {
        String line = i + " " + "x".repeat(random.nextInt(50) == 0 ? 100_000 : random.nextInt(90));
        written.add(line);
        log.println(line);
      }
    }
    var forwards = new ArrayList<String>();
    var backwards = new ArrayList<String>();
    try (LogFile file = open()) {
      for (long at = 0; at < file.end(); ) {
        var page = new EventPage(_ -> true, 1 + random.nextInt(400));
        at = page.forwards(file, at);
        page.events().forEach(event -> forwards.add(event.message()));
        assertTrue(page.events().stream().mapToInt(LogEvent::size).sum() <= 1 << 20);
      }
      for (long at = file.end(); at > 0; ) {
        var page = new EventPage(_ -> true, 1 + random.nextInt(400));
        at = page.backwards(file, at);
        page.events().forEach(event -> backwards.add(event.message()));
      }
    }

    assertEquals(written, forwards);
    assertEquals(written, backwards.reversed());
  }

  @Test
  void aPageThatFindsNothingEndsAndGoesOn() throws IOException {
    Files.createDirectories(folder.resolve("logs"));
    String line = "2026-11-30T02:37:56.123Z " + "x".repeat(999) + "\n";
    Files.writeString(path, line.repeat(80 << 10) + "2026-11-30T02:37:56.123Z wanted\n");

    try (LogFile file = open()) {
      var first = new EventPage(event -> event.message().equals("wanted"), ALL);
      long next = first.forwards(file, 0);
      var second = new EventPage(event -> event.message().equals("wanted"), ALL);
      assertEquals(file.size(), second.forwards(file, next));

      assertEquals(List.of(), first.events());
      assertTrue(next < file.size(), () -> next + " was read");
      assertEquals(1, second.events().size());
    }
  }
}
