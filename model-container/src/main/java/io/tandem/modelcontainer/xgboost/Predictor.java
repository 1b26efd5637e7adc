package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.model.Rows;

/** What computes the predictions of an XGBoost model. May be called by many threads at once. */
interface Predictor extends AutoCloseable {
  /** What the model computes before its link function: {@code float}s, row after row. */
  double[] margins(Rows rows);

  /** What the model predicts: {@code float}s, row after row. */
  double[] values(Rows rows);

  @Override
  void close();
}
