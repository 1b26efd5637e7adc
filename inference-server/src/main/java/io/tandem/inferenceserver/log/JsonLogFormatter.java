package io.tandem.inferenceserver.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** One line of JSON per event, stack traces included: CloudWatch takes every line for an event. */
final class JsonLogFormatter extends Formatter {
  private static final int MAX_STACK = 20_000;

  @Override
  public String format(LogRecord record) {
    JsonObjectWriter line =
        new JsonObjectWriter()
            .put("time", record.getInstant().toString())
            .put("level", level(record.getLevel()))
            .put("logger", String.valueOf(record.getLoggerName()))
            .put("thread", Thread.currentThread().getName())
            .put("message", String.valueOf(formatMessage(record)));
    @Nullable Throwable thrown = record.getThrown();
    if (thrown != null) {
      line.put("error", type(thrown)).put("stack", stack(thrown));
    }
    return line.end() + "\n";
  }

  private static String level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static String type(Throwable thrown) {
    return thrown instanceof RedactedThrowable wordless
        ? wordless.type()
        : thrown.getClass().getName();
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    StringBuffer stack = text.getBuffer();
    return stack.length() > MAX_STACK ? stack.substring(0, MAX_STACK) : stack.toString();
  }
}
