package io.tandem.modelcontainer.engine;

import io.tandem.inferenceserver.MemoryUse;

/**
 * Says what each column of a row contributes to the margins of a model: Shapley values, whose sum
 * with the bias is the margin. May be called by many threads at once; holds nothing to be closed.
 */
public interface Explainer {
  /** Margins of a row. */
  int outputs();

  /**
   * For each row, and in it for each output, a number for each column and then the bias, in the
   * unit of the margins. A missing value contributes as any other does.
   *
   * @param rows of the model's columns
   */
  double[] contributions(RowMatrix rows);

  /** What it occupies. */
  MemoryUse memory();
}
