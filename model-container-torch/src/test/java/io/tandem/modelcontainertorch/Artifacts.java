package io.tandem.modelcontainertorch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the containers under test are given. */
final class Artifacts {
  static final String FINGERPRINTS = "schema=00ff17; semantics=a1b2c3";

  /** The library, unpacked once: every process would else do so. */
  private static final Path NATIVES = Path.of("target/natives");

  private Artifacts() {}

  /** For a process that loads the library where it lies unpacked, as the image does. */
  static Map<String, String> withLibrary() {
    Path whole = NATIVES.resolve("whole");
    Path library = NATIVES.resolve("torch");
    try {
      if (!Files.exists(whole)) {
        TorchLibrary.unpack(Files.createDirectories(library));
        Files.createFile(whole);
      }
      return Map.of("LD_LIBRARY_PATH", NATIVES.toAbsolutePath().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A module with a manifest, whose golden rows are what PyTorch gives. */
  static Path withManifest(GoldenModel golden, String objective, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.copy(golden.file(), folder.resolve("model.pt"));
      List<String> lines = GoldenModel.lines();
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 2; row++) {
        rows.append(row == 0 ? "" : ",")
            .append("{\"row\":[%s],\"margins\":[".formatted(lines.get(row)))
            .append((float) golden.expected()[row])
            .append("]}");
      }
      Files.writeString(
          folder.resolve("manifest.json"),
          """
          {"format":1,"engine":"pytorch","objective":"%s","width":6,"schema":"00ff17",
           "semantics":"a1b2c3","columns":["a","b","c","d","e","f"],"tolerance":1e-4,
           "golden":[%s]}
          """
              .formatted(objective, rows));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
