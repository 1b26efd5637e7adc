package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.serve.VectorFormat;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.resources.ByteBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code extract} writes vectors: a stream, or a file that has its name only once it is
 * complete. Written to by one thread at a time.
 */
final class ExtractOutput implements AutoCloseable {
  private final VectorFormat format;
  private final OutputStream out;
  private final @Nullable Path file;
  private final @Nullable Path unfinished;
  private long vectors;

  private ExtractOutput(
      VectorFormat format, OutputStream out, @Nullable Path file, @Nullable Path unfinished) {
    this.format = format;
    this.out = out;
    this.file = file;
    this.unfinished = unfinished;
  }

  /**
   * Not closed; the format has nothing before or behind its vectors.
   *
   * @param head written first
   */
  static ExtractOutput to(OutputStream stream, VectorFormat format, byte[] head)
      throws IOException {
    stream.write(head);
    return new ExtractOutput(format, stream, null, null);
  }

  /**
   * @param head written first
   * @throws ContainerException when it cannot be written
   */
  static ExtractOutput to(Path file, VectorFormat format, byte[] head) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ContainerException(file + ": is a folder; expected a file to write, or none yet");
    }
    // Hidden, so that what reads the folder does not take it for whole when this process was
    // killed.
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".part");
    OutputStream out;
    try {
      out = Files.newOutputStream(unfinished);
    } catch (NoSuchFileException e) {
      throw new ContainerException(
          file + ": there is no folder " + file.toAbsolutePath().getParent() + "; make it first",
          e);
    } catch (IOException e) {
      throw new ContainerException(
          unfinished + ": cannot be written (" + e.getClass().getSimpleName() + ")", e);
    }
    ExtractOutput output = new ExtractOutput(format, out, file, unfinished);
    try {
      output.begin(head);
      return output;
    } catch (IOException | RuntimeException e) {
      try (output) {
        throw e;
      }
    }
  }

  private void begin(byte[] head) throws IOException {
    out.write(head);
    ByteBuilder begin = new ByteBuilder(0);
    format.begin(begin);
    begin.writeTo(out);
  }

  VectorFormat format() {
    return format;
  }

  void write(ByteBuilder some, int count) throws IOException {
    vectors += count;
    some.writeTo(out);
  }

  long vectors() {
    return vectors;
  }

  /**
   * Gives the file its name.
   *
   * @param width of the rows
   * @throws ContainerException when the format cannot hold as many vectors
   */
  void finish(int width) throws IOException {
    out.flush();
    if (file == null || unfinished == null) {
      return;
    }
    out.close();
    if (format == VectorFormat.NPY) {
      writeHeader(unfinished, width);
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Only now is the number of rows known that stands in front of them. */
  private void writeHeader(Path target, int width) throws IOException {
    if (vectors > Integer.MAX_VALUE) {
      throw new ContainerException(vectors + " vectors are too many for npy; split the input");
    }
    ByteBuilder header = new ByteBuilder(0);
    format.begin(header);
    format.end(header, header, (int) vectors, width);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(header.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Removes a file that was not finished. */
  @Override
  public void close() throws IOException {
    if (unfinished != null) {
      out.close();
      Files.deleteIfExists(unfinished);
    }
  }
}
