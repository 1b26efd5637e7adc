package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.trees.FloatForest;
import java.util.Arrays;

/** The trees of an XGBoost model, walked here. */
record ForestMargins(FloatForest forest, LinkFunction link) implements MarginComputer {
  @Override
  public float[] margins(RowMatrix rows) {
    return forest.sums(rows);
  }

  @Override
  public float[] values(RowMatrix rows) {
    return link.apply(forest.sums(rows), forest.outputs());
  }

  @Override
  public int valuesPerRow() {
    return link.valuesPerRow(forest.outputs());
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(forest.bytes(), 0);
  }

  /** What this forest makes of rows that tell two readings of it apart. */
  Probe probe() {
    RowMatrix rows = forest.probeRows();
    float[] margins = forest.sums(rows);
    // The link function may overwrite the margins.
    return new Probe(rows, margins, link.apply(margins.clone(), forest.outputs()));
  }

  /** Rows with their margins and values. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Probe(RowMatrix rows, float[] margins, float[] values) {
    /** Bit for bit: equal arrays hold floats of the same bits. */
    boolean isGivenBy(MarginComputer other) {
      return Arrays.equals(margins, other.margins(rows))
          && Arrays.equals(values, other.values(rows));
    }
  }

  @Override
  public void close() {}
}
