package io.tandem.inferencetestkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of an artifact, to be changed. */
public final class ArtifactCopy {
  private ArtifactCopy() {}

  /** Files and folders, whatever their depth. */
  public static void into(Path folder, Path artifact) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(artifact)) {
      all = found.filter(path -> !path.equals(artifact)).toList();
    }
    for (Path path : all) {
      Files.copy(path, folder.resolve(artifact.relativize(path)));
    }
  }
}
