package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.NativeEnvironment;
import io.tandem.modelcontainer.engine.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** TensorFlow's native library: its C interface, of the very files that TensorFlow for Java has. */
final class TensorflowLibrary {
  private static final String NAME = "libtensorflow_cc.so.2";

  /** The other needs it, and looks for it beside itself. */
  private static final String FRAMEWORK = "libtensorflow_framework.so.2";

  private static final String IN_JAR = "/org/tensorflow/internal/c_api/linux-x86_64/";

  private static final String LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL";

  /** Its errors come as exceptions; what it prints is no line of our log. */
  private static final String FATAL_ONLY = "3";

  private TensorflowLibrary() {}

  /**
   * Loads it where it lies unpacked, as in our image, else out of its jar. A copy is deleted as
   * soon as it is loaded. It stays loaded until the process ends.
   *
   * @throws LinkageError when it, or a library that it needs, cannot be loaded
   */
  static SymbolLookup load() {
    if (System.getenv(LOG_LEVEL) == null) {
      NativeEnvironment.set(LOG_LEVEL, FATAL_ONLY);
    }
    Optional<Path> unpacked = NativeLibrary.unpacked(Path.of(NAME));
    return unpacked.isPresent() ? load(unpacked.get()) : loadCopy();
  }

  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  private static SymbolLookup load(Path file) {
    try {
      return SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
    } catch (IllegalArgumentException e) {
      throw new UnsatisfiedLinkError(String.valueOf(e.getMessage()));
    }
  }

  private static SymbolLookup loadCopy() {
    try {
      Path folder = Files.createTempDirectory("tensorflow");
      Path framework = folder.resolve(FRAMEWORK);
      Path library = folder.resolve(NAME);
      try {
        copy(framework);
        copy(library);
        return load(library);
      } finally {
        Files.deleteIfExists(library);
        Files.deleteIfExists(framework);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new LinkageError("cannot be unpacked: " + e, e);
    }
  }

  private static void copy(Path to) throws IOException {
    try (InputStream library =
        TensorflowLibrary.class.getResourceAsStream(IN_JAR + to.getFileName())) {
      if (library == null) {
        throw new UnsatisfiedLinkError("tensorflow-core-native has none for this system");
      }
      Files.copy(library, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
