package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A pipe that the artifact of an {@code EchoContainer} names: its loading waits until it is opened.
 */
final class Gate implements AutoCloseable {
  private final Path pipe;
  private final CompletableFuture<OutputStream> reached = new CompletableFuture<>();

  Gate(Path folder) throws IOException, InterruptedException {
    // Beside the artifact, since a pipe has no place in one.
    pipe = folder.resolveSibling("pipe");
    Files.writeString(folder.resolve("gate"), pipe.toString());
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    // Opening it waits for whoever reads.
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                reached.complete(Files.newOutputStream(pipe));
              } catch (IOException | UncheckedIOException e) {
                reached.completeExceptionally(e);
              }
            });
  }

  /** Returns when the artifact is being loaded. */
  void awaitLoading() throws Exception {
    reached.get(1, TimeUnit.MINUTES);
  }

  /** Lets it be loaded, now or when it comes. */
  void open() throws IOException {
    RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw");
    try {
      reached.join().close();
    } finally {
      reader.close();
    }
  }

  @Override
  public void close() throws IOException {
    open();
  }
}
