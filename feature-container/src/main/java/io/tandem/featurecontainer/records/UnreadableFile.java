package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.ContainerException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** Words for why a file cannot be read. */
public final class UnreadableFile {
  private UnreadableFile() {}

  /**
   * @param name of the file, as it was given
   * @param expected what should have been there, with its article
   */
  public static ContainerException fault(String name, String expected, IOException fault) {
    return new ContainerException(name + ": " + words(name, expected, fault), fault);
  }

  private static String words(String name, String expected, IOException fault) {
    if (fault instanceof NoSuchFileException) {
      return "not found; expected " + expected;
    }
    if (fault instanceof AccessDeniedException) {
      return "may not be read by this user";
    }
    if (fault instanceof EOFException || fault instanceof ZipException) {
      return "not a whole gzip file (cut off?)";
    }
    if (Files.isDirectory(Path.of(name))) {
      return "is a folder; expected " + expected;
    }
    return "cannot be read (" + fault.getClass().getSimpleName() + ")";
  }
}
