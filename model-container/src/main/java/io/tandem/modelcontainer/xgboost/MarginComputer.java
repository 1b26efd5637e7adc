package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.RowMatrix;

/** What computes the predictions of an XGBoost model. May be called by many threads at once. */
interface MarginComputer extends AutoCloseable {
  /** What the model computes before its link function, row after row. */
  float[] margins(RowMatrix rows);

  /** What the model predicts, row after row. */
  float[] values(RowMatrix rows);

  /** Numbers that {@link #values} has for a row. */
  int valuesPerRow();

  /** What it occupies until it is closed. */
  MemoryUse memory();

  @Override
  void close();
}
