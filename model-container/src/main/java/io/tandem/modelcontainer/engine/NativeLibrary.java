package io.tandem.modelcontainer.engine;

import io.tandem.inferenceserver.ContainerException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The native code of an engine: where it lies, and what to say when it cannot be loaded. */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Whether a library lies unpacked, as in our images: below {@code java.library.path}.
   *
   * @param name as {@link System#loadLibrary} takes it
   */
  public static boolean isUnpacked(String name) {
    return unpacked(Path.of(System.mapLibraryName(name))).isPresent();
  }

  /** A file below one of the folders of {@code java.library.path}. */
  public static Optional<Path> unpacked(Path file) {
    return Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(file))
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * Loads a library that lies unpacked.
   *
   * @throws LinkageError when it, or a library that it needs, cannot be loaded
   */
  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  public static void loadUnpacked(String name) {
    System.loadLibrary(name);
  }

  /**
   * What a call by a {@link java.lang.invoke.MethodHandle} ended with, to be thrown on. Errors, and
   * exceptions that need no declaration, are thrown and returned as they are.
   *
   * @param engine as its users know it
   */
  public static RuntimeException failed(String engine, Throwable fault) {
    if (fault instanceof Error error) {
      throw error;
    }
    return fault instanceof RuntimeException exception
        ? exception
        : new IllegalStateException("the native library of " + engine + " failed", fault);
  }

  /**
   * The image is at fault, not the model. One line for what the JVM says when a library, or one
   * that it needs, is missing.
   *
   * @param engine as its users know it
   * @param needs what the system must have for it
   */
  public static ContainerException missing(String engine, String needs, LinkageError error) {
    Throwable reason = error;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    String line = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
    return new ContainerException(
        "the native library of %s cannot be loaded: %s; expected %s".formatted(engine, line, needs),
        error);
  }
}
