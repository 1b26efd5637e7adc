package io.tandem.inferenceserver.log;

import io.tandem.inferenceserver.Settings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sends every log event of the process to standard output as {@link JsonLogFormatter} writes it.
 */
public final class Logs {
  private Logs() {}

  /** To be called before anything logs. */
  public static void install() {
    System.setProperty("java.util.logging.manager", ShutdownSafeLogManager.class.getName());
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new StdoutHandler(System.out));
    root.setLevel(Level.INFO);
  }

  /** Sets the level that {@code SAGEMAKER_CONTAINER_LOG_LEVEL} names: 10 debug to 40 error. */
  public static void readLevel(Settings settings) {
    String level =
        settings.choice(
            "SAGEMAKER_CONTAINER_LOG_LEVEL", "20", List.of("10", "20", "30", "40", "50"));
    Logger.getLogger("")
        .setLevel(
            switch (level) {
              case "10" -> Level.FINE;
              case "30" -> Level.WARNING;
              case "40", "50" -> Level.SEVERE;
              default -> Level.INFO;
            });
  }

  /**
   * Made by {@code java.util.logging}, by name. Its own log manager drops all handlers as soon as
   * the process is told to stop, and with them what draining has to say.
   */
  public static final class ShutdownSafeLogManager extends LogManager {
    public ShutdownSafeLogManager() {}

    /** Does nothing: the handlers last until the process ends. */
    @Override
    public void reset() {}
  }

  /** Writes an event as one piece, so that lines of several threads do not mix. */
  private static final class StdoutHandler extends Handler {
    private final PrintStream out;

    StdoutHandler(PrintStream out) {
      this.out = out;
      setFormatter(new JsonLogFormatter());
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record) && !isChatter(record)) {
        byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
        out.write(line, 0, line.length);
        out.flush();
      }
    }

    /** What the web server says of itself below a warning. */
    private static boolean isChatter(LogRecord record) {
      String name = String.valueOf(record.getLoggerName());
      return record.getLevel().intValue() < Level.WARNING.intValue()
          && (name.startsWith("io.undertow")
              || name.startsWith("org.xnio")
              || name.startsWith("org.jboss"));
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      out.flush();
    }
  }
}
