package io.tandem.ordercontainer;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The two folders of an unpacked artifact.
 *
 * @param features holds a feature set
 * @param model holds the model that was trained on its vectors
 */
public record OrderArtifact(Path features, Path model) {
  private static final String FEATURES = "features";
  private static final String MODEL = "model";
  private static final int MAX_LISTED = 10;

  /**
   * In the folder itself or, as archives are often packed with one level too many, in the one in
   * it.
   *
   * @throws ContainerException when they are not there
   */
  public static OrderArtifact find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ContainerException(
          "no order artifact: there is no folder " + folder + "; " + expected());
    }
    if (of(folder).isWhole()) {
      return of(folder);
    }
    List<Path> entries = entries(folder);
    List<OrderArtifact> below =
        entries.stream()
            .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
            .map(OrderArtifact::of)
            .filter(OrderArtifact::isWhole)
            .toList();
    if (below.size() == 1) {
      return below.getFirst();
    }
    throw new ContainerException(
        "no order artifact in " + folder + ": found " + found(entries) + "; " + expected());
  }

  /** Where they are, or would be if there were any. */
  static OrderArtifact expectedIn(Path folder) {
    try {
      return find(folder);
    } catch (ContainerException e) {
      // Whoever loads it meets the same fault and names it.
      return of(folder);
    }
  }

  private static OrderArtifact of(Path folder) {
    return new OrderArtifact(folder.resolve(FEATURES), folder.resolve(MODEL));
  }

  private boolean isWhole() {
    return Files.isDirectory(features) && Files.isDirectory(model);
  }

  private static String expected() {
    return "expected the folders "
        + FEATURES
        + " (what the feature container's train wrote) and "
        + MODEL
        + " (what the model container's train wrote)";
  }

  private static String found(List<Path> entries) {
    if (entries.isEmpty()) {
      return "an empty folder";
    }
    List<String> names =
        entries.stream().limit(MAX_LISTED).map(entry -> entry.getFileName().toString()).toList();
    return String.join(", ", names) + (entries.size() > MAX_LISTED ? ", ..." : "");
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new ContainerException("cannot read the folder " + folder + ": " + e, e);
    }
  }
}
