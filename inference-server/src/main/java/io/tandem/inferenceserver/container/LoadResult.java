package io.tandem.inferenceserver.container;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Inference;
import java.util.function.Supplier;

/** What became of loading a model artifact. */
public sealed interface LoadResult {
  /** It can be served; whoever gets it closes it. */
  record Loaded(Inference inference) implements LoadResult {}

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
  static LoadResult of(Supplier<? extends Inference> loading) {
    try {
      return new Loaded(loading.get());
    } catch (ContainerException e) {
      return new Refused(e.getMessage());
    }
  }
}
