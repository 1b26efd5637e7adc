package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and checks the feature set in the model directory. */
public final class FeatureArtifact {
  static final String DEFINITION = "features.json";
  private static final int MAX_LISTED = 10;

  private FeatureArtifact() {}

  /**
   * @param customEncodings of one's own, which the definition may name
   * @throws ContainerException when there is none, or it does not give its golden vectors
   */
  public static FeatureSet read(Path modelDirectory, List<CustomEncoding> customEncodings) {
    try {
      FeatureSet features = FeatureSet.read(locate(modelDirectory), customEncodings);
      features.verifyGolden();
      return features;
    } catch (DefinitionException e) {
      throw new ContainerException(
          "the feature set in " + modelDirectory + " cannot be used: " + e.getMessage(), e);
    } catch (IOException | UncheckedIOException e) {
      throw new ContainerException("cannot read " + modelDirectory + ": " + e, e);
    }
  }

  private static Path locate(Path modelDirectory) throws IOException {
    if (Files.isRegularFile(modelDirectory)) {
      throw new ContainerException(
          "no feature set: "
              + modelDirectory
              + " is a file; expected the folder that train or fit wrote");
    }
    if (!Files.isDirectory(modelDirectory)) {
      throw new ContainerException(
          "no feature set: "
              + modelDirectory
              + " does not exist; mount or name the artifact that"
              + " the feature container's train wrote");
    }
    Optional<Path> found = folderOf(modelDirectory, DEFINITION);
    if (found.isPresent()) {
      return found.get();
    }
    throw new ContainerException(
        "no feature set in "
            + modelDirectory
            + ": expected "
            + DEFINITION
            + ", found "
            + found(entries(modelDirectory))
            + remedy(modelDirectory));
  }

  /**
   * The folder with a file: this one or, as archives are often packed with one level too many, the
   * only one in it that has the file. Empty when there is no such folder, or more than one.
   */
  static Optional<Path> folderOf(Path modelDirectory, String file) throws IOException {
    if (Files.isRegularFile(modelDirectory.resolve(file))) {
      return Optional.of(modelDirectory);
    }
    List<Path> below = foldersBelow(modelDirectory, file);
    return below.size() == 1 ? Optional.of(below.getFirst()) : Optional.empty();
  }

  private static List<Path> foldersBelow(Path directory, String file) throws IOException {
    return entries(directory).stream()
        .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
        .filter(entry -> Files.isRegularFile(entry.resolve(file)))
        .toList();
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> listed = Files.list(directory)) {
      return listed.sorted().toList();
    }
  }

  private static String remedy(Path directory) throws IOException {
    if (folderOf(directory, Routes.FILE).isPresent()) {
      return "; name the folder of one feature set";
    }
    return foldersBelow(directory, DEFINITION).size() > 1
        ? "; several feature sets need " + Routes.FILE + " beside their folders"
        : "; the artifact is what the feature container's train wrote";
  }

  private static String found(List<Path> entries) {
    if (entries.isEmpty()) {
      return "an empty folder";
    }
    List<String> names =
        entries.stream().limit(MAX_LISTED).map(entry -> entry.getFileName().toString()).toList();
    return String.join(", ", names) + (entries.size() > MAX_LISTED ? ", ..." : "");
  }
}
