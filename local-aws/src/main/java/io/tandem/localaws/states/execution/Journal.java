package io.tandem.localaws.states.execution;

import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * A file of objects, one in a line, that only grows. Whoever is killed leaves whole lines, and
 * perhaps the beginning of one, which is cut off. For many threads at once.
 */
public final class Journal implements AutoCloseable {
  /** Of a line: an input, an output and variables. */
  private static final int MAX_BYTES = 64 << 20;

  private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 110, MAX_BYTES, 1 << 20, 400);

  /** No channel: threads that are interrupted write too, and a channel would be closed. */
  private final RandomAccessFile file;

  /** Of the whole lines. */
  private long length;

  /**
   * @param length of the lines that there are
   */
  Journal(RandomAccessFile file, long length) {
    this.file = file;
    this.length = length;
  }

  /** Goes on behind the last whole line. */
  public static Journal open(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      var file = new RandomAccessFile(path.toFile(), "rw");
      try {
        long length = wholeLines(path);
        file.setLength(length);
        return new Journal(file, length);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long wholeLines(Path path) throws IOException {
    long[] end = new long[1];
    lines(path, (_, at) -> end[0] = at);
    return end[0];
  }

  /**
   * Leaves nothing of a line that cannot be written, as when the disk is full.
   *
   * @param kind the name of the line's one field
   */
  public synchronized void append(String kind, Json value) {
    byte[] line = "{\"%s\":%s}\n".formatted(kind, value.compact()).getBytes(StandardCharsets.UTF_8);
    try {
      file.seek(length);
      file.write(line);
      length += line.length;
    } catch (IOException e) {
      cutOff(e);
      throw new UncheckedIOException(e);
    }
  }

  private void cutOff(IOException why) {
    try {
      file.setLength(length);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** Reads all lines, by kind and value. */
  public static void read(Path path, BiConsumer<String, Json> each) {
    try {
      lines(
          path,
          (line, _) -> {
            if (Json.read(line, LIMITS) instanceof Json.Obj object) {
              object.fields().forEach(each);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidJsonException e) {
      throw new UncheckedIOException(new IOException(path + " " + e.getMessage(), e));
    }
  }

  private interface Line {
    void at(byte[] line, long end);
  }

  private static void lines(Path path, Line each) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      var line = new ByteArrayOutputStream();
      long at = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        at++;
        if (next == '\n') {
          each.at(line.toByteArray(), at);
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
