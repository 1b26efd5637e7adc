package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.Channel;
import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * JSON Lines to be read once.
 *
 * @param name as faults and progress call it
 * @param size in bytes as they are stored; {@link #UNKNOWN} of a stream
 * @param compressed with gzip
 */
public record RecordFile(String name, long size, boolean compressed, Opener opener) {
  static final long UNKNOWN = -1;

  /** Opens the bytes as they are stored. */
  @FunctionalInterface
  public interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * The files of a channel of a training job.
   *
   * @throws ContainerException when the folder cannot be listed
   */
  public static List<RecordFile> in(Channel channel) {
    return channel.files().stream()
        .map(
            file ->
                of(file, "channel " + channel.name() + ", " + channel.folder().relativize(file)))
        .toList();
  }

  /**
   * A file, or all files of a folder in the order of their paths, hidden ones and links left out;
   * those that end in {@code .gz} are compressed.
   *
   * @throws ContainerException when there is no such file or folder, or it cannot be listed
   */
  public static List<RecordFile> at(Path path) {
    if (Files.isDirectory(path)) {
      return new Channel(path.toString(), path)
          .files().stream().map(file -> of(file, file.toString())).toList();
    }
    if (Files.notExists(path)) {
      throw new ContainerException(
          path + ": not found; expected a file of JSON Lines, or a folder of such files");
    }
    return List.of(of(path, path.toString()));
  }

  /** Not closed by whoever reads it. */
  public static RecordFile standardInput(InputStream in) {
    return new RecordFile("standard input", UNKNOWN, false, () -> new Unclosed(in));
  }

  private static RecordFile of(Path path, String name) {
    boolean compressed = path.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    return new RecordFile(name, size(path), compressed, () -> Files.newInputStream(path));
  }

  /** A pipe has none; what cannot be read says so when it is opened. */
  private static long size(Path path) {
    try {
      return Files.isRegularFile(path) ? Files.size(path) : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** {@code orders.jsonl:3} */
  public String place(long line) {
    return name + ":" + line;
  }

  /** Standard input is the process's. */
  private static final class Unclosed extends java.io.FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }
}
