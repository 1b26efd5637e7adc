package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.training.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * JSON Lines to be read once.
 *
 * @param name as faults and progress call it
 * @param size in bytes as they are stored; {@link #UNKNOWN} of a stream
 */
public record RecordFile(String name, long size, Opener opener) {
  static final long UNKNOWN = -1;

  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final int GZIP_BYTES = 1 << 16;

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
   * Of each input: standard input for {@code -}, a file, or all files of a folder in the order of
   * their paths, hidden ones and links left out. What begins as gzip does is unpacked.
   *
   * @throws ContainerException when there is no such file or folder, or it cannot be listed
   */
  public static List<RecordFile> all(List<String> inputs, InputStream standardInput) {
    return inputs.stream()
        .flatMap(
            input ->
                input.equals("-")
                    ? Stream.of(standardInput(standardInput))
                    : at(Path.of(input)).stream())
        .toList();
  }

  private static RecordFile standardInput(InputStream in) {
    return new RecordFile("standard input", UNKNOWN, () -> new Unclosed(in));
  }

  static List<RecordFile> at(Path path) {
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

  private static RecordFile of(Path path, String name) {
    return new RecordFile(name, size(path), () -> Files.newInputStream(path));
  }

  /**
   * The bytes behind gzip, if these are so packed: told by how they begin, as JSON never does.
   *
   * @param stored read from here on
   */
  public static InputStream unpacked(InputStream stored) throws IOException {
    PushbackInputStream in = new PushbackInputStream(stored, GZIP_MAGIC.length);
    byte[] begin = in.readNBytes(GZIP_MAGIC.length);
    in.unread(begin);
    return Arrays.equals(begin, GZIP_MAGIC) ? new GZIPInputStream(in, GZIP_BYTES) : in;
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
