package io.tandem.localaws.logs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/**
 * Writes a file of lines, each behind the time at which it began. Not for several threads at once.
 */
public final class StampedLines extends OutputStream {
  private final OutputStream file;
  private final Clock clock;
  private boolean atBegin = true;

  private StampedLines(OutputStream file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** A file that goes on where it ended. Its folder is made. */
  public static OutputStream append(Path path) throws IOException {
    return append(path, Clock.systemUTC());
  }

  static OutputStream append(Path path, Clock clock) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    // Whoever was killed may have left the half of a line.
    boolean half = Files.exists(path) && !LogFile.endsWithLine(path);
    // A channel of one's own would be closed when a thread that writes is interrupted.
    var file =
        new BufferedOutputStream(
            Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    if (half) {
      file.write('\n'); // Into the buffer: that cannot fail.
    }
    return new StampedLines(file, clock);
  }

  @Override
  public void write(int next) throws IOException {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int begin = offset;
    while (begin < offset + length) {
      int end = begin;
      while (end < offset + length && bytes[end] != '\n') {
        end++;
      }
      boolean ends = end < offset + length;
      int next = ends ? end + 1 : end;
      if (atBegin) {
        file.write(LogFile.stamp(clock.instant()).getBytes(StandardCharsets.US_ASCII));
      }
      file.write(bytes, begin, next - begin);
      atBegin = ends;
      begin = next;
    }
  }

  @Override
  public void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
