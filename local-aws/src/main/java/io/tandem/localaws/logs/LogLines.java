package io.tandem.localaws.logs;

import java.io.IOException;
import java.nio.file.Path;

/** All that a job or an endpoint has said, from the first line on. */
public final class LogLines {
  private LogLines() {}

  /** Takes a line. */
  public interface Reader {
    /**
     * @param time in milliseconds since 1970
     */
    void read(long time, String message);
  }

  /**
   * Reads the lines that are complete, in bounded memory; those that are very long in pieces.
   *
   * @param file of {@link LogCatalog#file}
   */
  public static void read(Path file, Reader reader) throws IOException {
    try (LogFile lines = LogFile.open(file, 0)) {
      LogFile.Lines window = lines.after(0);
      while (window.end() > window.begin()) {
        window.events().forEach(event -> reader.read(event.time(), event.message()));
        window = lines.after(window.end());
      }
    }
  }
}
