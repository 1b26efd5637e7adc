package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.engine.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * CatBoost's native library. The binding itself copies it out of its jar at every start, even where
 * it lies unpacked, and leaves the copy until the JVM ends. So the binding's own classes are passed
 * by: {@link CatboostBinding} has their native methods.
 */
final class CatboostLibrary {
  private static final String NAME = "catboost4j-prediction";

  private CatboostLibrary() {}

  /**
   * Loads it where it lies unpacked, as in our images, else out of its jar. A copy is deleted as
   * soon as it is loaded.
   *
   * @throws LinkageError when it, or a library that it needs, cannot be loaded
   */
  @SuppressWarnings("restricted") // Native access is what this is for; the manifest allows it.
  static void load() {
    if (NativeLibrary.isUnpacked(NAME)) {
      NativeLibrary.loadUnpacked(NAME);
      return;
    }
    try (InputStream library = CatboostLibrary.class.getResourceAsStream(resource())) {
      if (library == null) {
        throw new UnsatisfiedLinkError("catboost-prediction has none for this system");
      }
      Path copy = Files.createTempFile(NAME, ".so");
      try {
        Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
        System.load(copy.toString());
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new LinkageError("cannot be unpacked: " + e, e);
    }
  }

  private static String resource() {
    String processor = System.getProperty("os.arch").replace("amd64", "x86_64");
    return "/linux-%s/lib/%s".formatted(processor, System.mapLibraryName(NAME));
  }
}
