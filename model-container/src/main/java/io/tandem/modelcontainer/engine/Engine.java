package io.tandem.modelcontainer.engine;

import io.tandem.inferenceserver.MemoryUse;
import java.nio.file.Path;
import java.util.List;

/**
 * A framework whose models are served. The engines are a list in {@code main}; a file is read by
 * the one that {@link #recognizes} it. Thread-safe.
 */
public interface Engine {
  /** As manifests and metrics name it: {@code xgboost}. */
  String name();

  /** Whether a file of this name is a model of this engine, whatever else lies beside it. */
  boolean owns(String fileName);

  /**
   * Whether a file of this name may be a model of this engine, as well as something else: of each
   * that it {@link #owns}, and of others.
   */
  boolean mayOwn(String fileName);

  /** The names to give a file, for messages; the first is the best one: {@code xgboost-model}. */
  List<String> fileNames();

  /**
   * Whether a file is a model of this engine, by what it contains.
   *
   * @param head the beginning, some hundred bytes at least
   */
  boolean recognizes(byte[] head);

  /** What such a file is, for messages: {@code it is a model of XGBoost}. */
  String recognized();

  /** What is read, for messages: {@code saved by XGBoost 1.0 or later}. */
  String expected();

  /**
   * The most that loading a model and serving it needs at any time, by what the file says of itself
   * without being loaded. A file that is no model has an estimate too.
   *
   * @param beside bytes of the other files of the artifact, which may hold weights of the model
   */
  MemoryUse estimate(Path file, long beside);

  /**
   * What belongs to a model: its file, and what of it lies beside that or in folders beside it.
   *
   * @throws io.tandem.inferenceserver.ContainerException when that cannot be read
   */
  default List<Path> files(Path file) {
    return List.of(file);
  }

  /**
   * Loads a model, which is to be closed.
   *
   * @param stated what the artifact states of it
   * @throws io.tandem.inferenceserver.ContainerException when the file cannot be served
   */
  Model load(Path file, Stated stated);

  /**
   * What explains the margins of a model file. The file is read again, so that a model which nobody
   * asks takes nothing for it.
   *
   * @throws UnfitModelException saying why nothing does
   * @throws io.tandem.inferenceserver.ContainerException when the file cannot be served
   */
  default Explainer explainer(Path file) {
    throw new UnfitModelException("the engine " + name() + " computes none");
  }

  /**
   * What the trees of a model file look like. The file is read again.
   *
   * @throws UnfitModelException saying why nothing is known of them
   * @throws io.tandem.inferenceserver.ContainerException when the file cannot be served
   */
  default TreeStatistics trees(Path file) {
    throw new UnfitModelException("nothing is read of the trees of the engine " + name());
  }
}
