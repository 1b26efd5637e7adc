package io.tandem.sharedfeatures.fuzz;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.oracle.EveryFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Jazzer's target for the reader of artifacts: whatever stands in the files that fitting wrote,
 * they give a feature set or a {@link DefinitionException}, and so does the check of the golden
 * orders. One input holds three files, each behind a line of its own.
 */
public final class StateFuzz {
  static final String[] FILES = {"state.json", "golden.jsonl", "schema.json"};

  /** Between the files; no JSON holds it. */
  static final byte SEPARATOR = 0;

  private static final Path DIRECTORY = directory();

  private StateFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    int from = 0;
    for (int i = 0; i < FILES.length; i++) {
      int to = from;
      while (to < bytes.length && (bytes[to] != SEPARATOR || i == FILES.length - 1)) {
        to++;
      }
      Files.write(DIRECTORY.resolve(FILES[i]), Arrays.copyOfRange(bytes, from, to));
      from = Math.min(to + 1, bytes.length);
    }
    try {
      FeatureSet features = FeatureSet.read(DIRECTORY);
      features.orders().extract(EveryFunction.ORDER);
      features.verifyGolden();
    } catch (DefinitionException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem", e);
      }
    }
  }

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("tandem-state-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      Files.write(directory.resolve("features.json"), EveryFunction.encodings());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    try {
      for (String file : FILES) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.deleteIfExists(directory.resolve("features.json"));
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
