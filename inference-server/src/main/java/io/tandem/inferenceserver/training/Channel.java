package io.tandem.inferenceserver.training;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.lines.LineReader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files of one channel of a training job, those of subfolders included, in the order of their
 * paths. Hidden files and links are none of them; files that end in {@code .gz} are unpacked.
 */
public record Channel(String name, Path folder) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** What is done with the lines of one file. */
  @FunctionalInterface
  public interface LineConsumer {
    void accept(Path file, LineReader lines) throws InterruptedException;
  }

  /** One file apart from any job, which messages call by its path alone. */
  public static Channel ofFile(Path file) {
    return new Channel("", file);
  }

  /**
   * @throws ContainerException when the folder cannot be listed
   */
  public List<Path> files() {
    if (name.isEmpty()) {
      return List.of(folder);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(this::isVisible)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new ContainerException("channel " + name + ": cannot list " + folder, e);
    }
  }

  private boolean isVisible(Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Hands over every line of every file.
   *
   * @param maxLineBytes bounds one line
   * @throws ContainerException when a file cannot be read, naming it
   * @throws InterruptedException when the job is told to stop
   */
  public void read(int maxLineBytes, LineConsumer consumer) throws InterruptedException {
    for (Path file : files()) {
      try (InputStream in = open(file)) {
        LineReader lines = new LineReader(in, maxLineBytes);
        while (lines.next()) {
          if (lines.isTooLong()) {
            throw fault(file, lines.number(), "longer than " + maxLineBytes + " bytes");
          }
          if ((lines.number() & 0xfff) == 0 && Thread.interrupted()) {
            throw new InterruptedException();
          }
          consumer.accept(file, lines);
        }
      } catch (EOFException | ZipException e) {
        throw new ContainerException(place(file) + ": not a whole gzip file (cut off?)", e);
      } catch (IOException e) {
        throw new ContainerException(place(file) + ": cannot be read", e);
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in, BUFFER_BYTES);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** A fault in a line; the message names channel, file and line. */
  public ContainerException fault(Path file, long line, String fault) {
    return new ContainerException(place(file, line) + ": " + fault);
  }

  /** {@code channel train, orders.jsonl, line 3} */
  public String place(Path file, long line) {
    return place(file) + ", line " + line;
  }

  private String place(Path file) {
    return name.isEmpty() ? file.toString() : "channel " + name + ", " + folder.relativize(file);
  }
}
