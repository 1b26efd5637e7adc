package io.tandem.modelcontainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the targets of scripts/fuzz share: a file that holds their input, and what a refusal is. */
public final class FuzzFile {
  private static final int MAX_LINE = 2000;

  private final Path file;

  /** The file is removed when the process ends. */
  public FuzzFile(String name) {
    try {
      Path folder = Files.createTempDirectory("tandem-fuzz");
      file = folder.resolve(name);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path of(byte[] bytes) throws IOException {
    return Files.write(file, bytes);
  }

  /** A refusal is one line that says something, not the file. */
  public static void checkLine(Exception refused) {
    String message = String.valueOf(refused.getMessage());
    if (message.isBlank() || message.lines().count() > 1 || message.length() > MAX_LINE) {
      throw new AssertionError("refused without a line", refused);
    }
  }
}
