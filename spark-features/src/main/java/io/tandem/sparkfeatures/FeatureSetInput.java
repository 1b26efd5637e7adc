package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.FeatureSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that names a feature set. */
final class FeatureSetInput {
  private static final int MAX_FILE_BYTES = 64 << 20;
  private static final String DEFINITION = "features.json";

  /** A definition that learns nothing needs none of them. */
  private static final List<String> FITTED = List.of("state.json", "golden.jsonl", "schema.json");

  @Option(
      names = "--features",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "Folder of the feature set, as fit wrote it.")
  private String folder = "";

  String folder() {
    return folder;
  }

  /**
   * Reads and checks it.
   *
   * @throws JobFailure when the definition is not there, or a file cannot be read
   */
  FeatureSet read(Storage storage) {
    Map<String, byte[]> files = new HashMap<>();
    files.put(DEFINITION, storage.read(folder + "/" + DEFINITION, MAX_FILE_BYTES));
    for (String name : FITTED) {
      storage.find(folder + "/" + name, MAX_FILE_BYTES).ifPresent(file -> files.put(name, file));
    }
    FeatureSet features = FeatureSet.read(files, List.of());
    features.verifyGolden();
    return features;
  }
}
