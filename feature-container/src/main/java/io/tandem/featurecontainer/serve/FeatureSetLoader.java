package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.loading.ArtifactFiles;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads a feature set, or several with their routes, to serve them. */
public final class FeatureSetLoader implements ArtifactLoader {
  /**
   * Measured: a set of 49 columns has files of 20 KB and takes 190 KB of heap. A learned category
   * of some bytes takes about a hundred.
   */
  private static final int KEPT_PER_FILE_BYTE = 20;

  /** While it is read, a file is a tree of values that know their places. */
  private static final int READ_PER_FILE_BYTE = 50;

  private static final long HEAP_OF_ANY = 200 << 10;

  private final List<CustomEncoding> customEncodings;
  private final boolean labelFirst;

  /**
   * @param labelFirst as {@link FeatureInference#LABEL_FIRST}
   */
  public FeatureSetLoader(List<CustomEncoding> customEncodings, boolean labelFirst) {
    this.customEncodings = List.copyOf(customEncodings);
    this.labelFirst = labelFirst;
  }

  @Override
  public LoadResult load(Path folder, ServingResources resources) {
    return LoadResult.of(() -> new LoadResult.Loaded(inference(folder, resources), memory(folder)));
  }

  private Inference inference(Path folder, ServingResources resources) {
    Optional<Path> routed = RoutedArtifact.locate(folder);
    if (routed.isEmpty()) {
      return FeatureInference.load(
          FeatureArtifact.read(folder, customEncodings), labelFirst, resources);
    }
    if (labelFirst) {
      throw new ContainerException(
          FeatureInference.LABEL_FIRST
              + " is true: expected one feature set, found "
              + routed.get().resolve(Routes.FILE)
              + "; make the training vectors of each feature set by itself");
    }
    RoutedArtifact artifact = RoutedArtifact.read(routed.get(), customEncodings);
    return RoutedInference.load(artifact.routes(), artifact.features(), resources);
  }

  @Override
  public MemoryUse estimate(Path folder) {
    return heap(folder, READ_PER_FILE_BYTE);
  }

  /** What the feature sets of a folder occupy once they are loaded. */
  public MemoryUse memory(Path folder) {
    return heap(folder, KEPT_PER_FILE_BYTE);
  }

  private static MemoryUse heap(Path folder, int perFileByte) {
    long sets = Math.max(1, RoutedArtifact.countSets(folder));
    return new MemoryUse(HEAP_OF_ANY * sets + perFileByte * ArtifactFiles.bytes(folder), 0);
  }
}
