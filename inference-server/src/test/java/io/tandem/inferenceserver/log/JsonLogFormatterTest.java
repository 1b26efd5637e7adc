package io.tandem.inferenceserver.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class JsonLogFormatterTest {
  @Test
  void anEventIsOneLineOfJson() {
    LogRecord event = event("two\nlines, \"quoted\" \u0000\t");
    assertEquals(
        "{\"time\":\"2026-01-02T03:04:05Z\",\"level\":\"WARN\",\"logger\":\"a.b\",\"thread\":\""
            + Thread.currentThread().getName()
            + "\",\"message\":\"two\\nlines, \\\"quoted\\\" \\u0000\\t\"}\n",
        new JsonLogFormatter().format(event));
  }

  @Test
  void aStackTraceIsOneFieldOfTheSameLine() {
    LogRecord event = event("failed");
    event.setThrown(new IllegalStateException("outer", new RuntimeException("inner\ncause")));
    String line = new JsonLogFormatter().format(event);
    assertEquals(line.length() - 1, line.indexOf('\n'));
    assertTrue(line.contains("\"error\":\"java.lang.IllegalStateException\""), line);
    assertTrue(line.contains("Caused by: java.lang.RuntimeException: inner\\ncause"), line);
  }

  @Test
  void aFailureWithoutItsWordsKeepsClassesFramesAndCauses() {
    LogRecord event = event("failed");
    event.setThrown(
        RedactedThrowable.of(
            new IllegalStateException("secret1", new RuntimeException("secret2"))));
    String line = new JsonLogFormatter().format(event);
    assertFalse(line.contains("secret"), line);
    assertTrue(line.contains("\"error\":\"java.lang.IllegalStateException\""), line);
    assertTrue(line.contains("\"stack\":\"java.lang.IllegalStateException\\n"), line);
    assertTrue(line.contains("Caused by: java.lang.RuntimeException\\n"), line);
    assertTrue(line.contains("aFailureWithoutItsWordsKeepsClassesFramesAndCauses"), line);
  }

  @Test
  void wordsOfOurOwnStayInItsStack() {
    LogRecord event = event("failed");
    event.setThrown(
        RedactedThrowable.of(new ContainerException("told", new IllegalStateException("secret"))));
    String line = new JsonLogFormatter().format(event);
    assertFalse(line.contains("secret"), line);
    assertTrue(line.contains("\"error\":\"io.tandem.inferenceserver.ContainerException\""), line);
    assertTrue(line.contains("ContainerException: told\\n"), line);
  }

  @Test
  void causesThatGoInACircleEnd() {
    RuntimeException one = new RuntimeException();
    one.initCause(new RuntimeException(one));
    LogRecord event = event("failed");
    event.setThrown(RedactedThrowable.of(one));
    assertTrue(new JsonLogFormatter().format(event).contains("Caused by"));
  }

  @Test
  void aStackTraceWithoutEndIsCut() {
    LogRecord event = event("failed");
    event.setThrown(new IllegalStateException("x".repeat(1_000_000)));
    assertTrue(new JsonLogFormatter().format(event).length() < 30_000);
  }

  private static LogRecord event(String message) {
    LogRecord event = new LogRecord(Level.WARNING, message);
    event.setLoggerName("a.b");
    event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
    return event;
  }
}
