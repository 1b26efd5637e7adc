package io.tandem.modelcontainertorch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngineProvider;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * PyTorch's library and DJL's binding to it. Left to itself, the binding unpacks the library to the
 * home folder, fetches what it misses, and tells its makers where it runs.
 */
final class TorchLibrary {
  /** Below a folder of {@code java.library.path}: the binding loads whatever lies beside it. */
  private static final String FOLDER = "torch";

  private static final String BINDING = "libdjl_torch.so";
  private static final String PLACE = "PYTORCH_LIBRARY_PATH";

  private static final List<String> RESOURCES =
      List.of(
          "/pytorch/cpu/linux-x86_64/libc10.so",
          "/pytorch/cpu/linux-x86_64/libgomp-98b21ff3.so.1",
          "/pytorch/cpu/linux-x86_64/libtorch_cpu.so",
          "/pytorch/cpu/linux-x86_64/libtorch.so",
          "/jnilib/linux-x86_64/cpu/" + BINDING);

  /** Kept: a logger that nobody holds forgets its level. The binding says how it was built. */
  private static final Logger BINDINGS_LOG = Logger.getLogger("ai.djl");

  private TorchLibrary() {}

  /** The library, loaded at the first use of this class. */
  private static final class Loaded {
    static final Engine ENGINE = load();

    private Loaded() {}
  }

  /**
   * The library, loaded once per process: where it lies unpacked, as in our image, else out of its
   * jars, of which no copy is left.
   *
   * @throws LinkageError when it cannot be loaded
   * @throws ContainerException when the environment names another library
   */
  static Engine engine() {
    if (System.getenv(PLACE) != null) {
      throw new ContainerException(
          PLACE + " names another PyTorch than this container's; expected it not to be set");
    }
    return Loaded.ENGINE;
  }

  private static Engine load() {
    // Of the process, and read when the library is loaded.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    BINDINGS_LOG.setLevel(Level.WARNING);
    Optional<Path> unpacked = NativeLibrary.unpacked(Path.of(FOLDER, BINDING));
    if (unpacked.isPresent()) {
      return load(Objects.requireNonNull(unpacked.get().getParent()));
    }
    try {
      Path folder = Files.createTempDirectory(FOLDER);
      try {
        unpack(folder);
        return load(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new LinkageError("cannot be unpacked: " + e, e);
    }
  }

  private static Engine load(Path folder) {
    System.setProperty(PLACE, folder.toString());
    return new PtEngineProvider().getEngine();
  }

  /** Copies the library out of its jars. */
  static void unpack(Path folder) throws IOException {
    for (String resource : RESOURCES) {
      try (InputStream in = TorchLibrary.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("there is no " + resource);
        }
        Files.copy(in, folder.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    for (String resource : RESOURCES) {
      Files.deleteIfExists(folder.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
    }
    Files.delete(folder);
  }
}
