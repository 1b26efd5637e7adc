package io.tandem.inferenceserver.loading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** Sizes of what lies in the folder of an artifact. */
public final class ArtifactFiles {
  private ArtifactFiles() {}

  /** Of all files together, whatever their depth; 0 when there is no such folder. */
  public static long bytes(Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files =
        Files.find(folder, Integer.MAX_VALUE, (file, is) -> is.isRegularFile())) {
      return files.mapToLong(ArtifactFiles::size).sum();
    } catch (IOException | UncheckedIOException e) {
      // Whoever loads it meets the same fault and names it.
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
