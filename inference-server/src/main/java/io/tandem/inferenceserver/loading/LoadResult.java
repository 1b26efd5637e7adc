package io.tandem.inferenceserver.loading;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.MemoryUse;
import java.util.function.Supplier;

/** What became of loading a model artifact. */
public sealed interface LoadResult {
  /**
   * It can be served.
   *
   * @param inference to be closed by whoever gets it
   * @param memory that it occupies until then, computed where its maker knows it and estimated
   *     where a library does not say
   */
  record Loaded(Inference inference, MemoryUse memory) implements LoadResult {}

  /**
   * It cannot be served.
   *
   * @param detail what was found, what was expected and what to do
   */
  record Refused(String detail) implements LoadResult {}

  /**
   * Of a loading that says with a {@link ContainerException} what is wrong with the artifact. Any
   * other exception is a bug and passes.
   */
  static LoadResult of(Supplier<Loaded> loading) {
    try {
      return loading.get();
    } catch (ContainerException e) {
      return new Refused(e.getMessage());
    }
  }
}
