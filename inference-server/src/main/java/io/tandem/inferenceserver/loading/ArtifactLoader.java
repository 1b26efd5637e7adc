package io.tandem.inferenceserver.loading;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.resources.ServingResources;
import java.nio.file.Path;

/** Loads a model artifact, checks it and warms up. One load runs at a time. */
public interface ArtifactLoader {
  /**
   * Returns when the first invocation can be answered as fast as the thousandth.
   *
   * @param folder the unpacked model artifact, read-only, possibly absent
   * @param resources shared by all that is loaded; outlives what is returned, not closed by it
   */
  LoadResult load(Path folder, ServingResources resources);

  /**
   * The most that loading the artifact and serving it may need at any time, by what its files say
   * of themselves without being loaded. None for one that is found wrong on the way; {@link #load}
   * says what is wrong with it.
   *
   * @param folder the unpacked model artifact, possibly absent
   */
  MemoryUse estimate(Path folder);
}
