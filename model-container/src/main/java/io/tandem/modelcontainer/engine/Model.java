package io.tandem.modelcontainer.engine;

import io.tandem.inferenceserver.MemoryUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A loaded model. {@link #predict} may be called by many threads at once. */
public interface Model extends AutoCloseable {
  /** As the manifest names it: {@code xgboost}. */
  String engine();

  /** What computes the predictions. */
  default Evaluator evaluator() {
    return Evaluator.of(engine());
  }

  /** Columns a row must have. */
  int width();

  /** The names of the columns, or empty when the model file does not record them. */
  List<String> columns();

  ModelOutput output();

  /**
   * The first value that the model cannot take, such as a fraction for an input of whole numbers;
   * null when it takes all, as most models do.
   *
   * @param rows of {@link #width()} columns
   */
  default @Nullable UnfitValue unfit(RowMatrix rows) {
    return null;
  }

  /**
   * One prediction per row, in the same order.
   *
   * @param rows of {@link #width()} columns, none of whose values is {@link #unfit}
   */
  Predictions predict(RowMatrix rows);

  /**
   * What the model computes before its link function; the same as {@link #predict} for a model that
   * has none of its own. Golden rows record margins, since a link function can hide a difference.
   */
  Predictions margins(RowMatrix rows);

  /**
   * Whether its calls pass much code in Java, so that the JVM needs hundreds of them to be fast.
   */
  default boolean warmsSlowly() {
    return false;
  }

  /**
   * What it occupies until it is closed, computed for arrays of its own and estimated for a
   * library's.
   */
  MemoryUse memory();

  /** Frees native memory. Called once, when no prediction runs any more. */
  @Override
  void close();
}
