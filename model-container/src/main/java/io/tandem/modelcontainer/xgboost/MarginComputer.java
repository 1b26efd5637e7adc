package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.engine.RowMatrix;

/** What computes the predictions of an XGBoost model. May be called by many threads at once. */
interface MarginComputer extends AutoCloseable {
  /** What the model computes before its link function: {@code float}s, row after row. */
  double[] margins(RowMatrix rows);

  /** What the model predicts: {@code float}s, row after row. */
  double[] values(RowMatrix rows);

  @Override
  void close();
}
