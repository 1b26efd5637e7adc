package io.tandem.benchmarks;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.Random;
import java.util.function.Supplier;

/** Other rows at each call: the branches of one row alone would be learned by heart. */
final class RowBatches {
  private static final int MOST_ROWS = 256_000;
  private static final int MOST_BATCHES = 256;

  private final RowMatrix[] batches;
  private int next;

  private RowBatches(RowMatrix[] batches) {
    this.batches = batches;
  }

  static RowBatches of(int rows, Supplier<RowMatrix> batch) {
    RowMatrix[] batches = new RowMatrix[Math.min(MOST_BATCHES, MOST_ROWS / rows)];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = batch.get();
    }
    return new RowBatches(batches);
  }

  RowMatrix next() {
    next = (next + 1) % batches.length;
    return batches[next];
  }

  /** Normal numbers, of which a tenth is missing. */
  static RowMatrix withMissing(int rows, int width, Random random) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextGaussian();
    }
    return new RowMatrix(values, rows, width);
  }

  /** Labels that depend on the columns of rows, by more than one tree can say. */
  static float[] labels(RowMatrix rows, Random random) {
    float[] labels = new float[rows.count()];
    for (int row = 0; row < labels.length; row++) {
      double sum = 3 * random.nextGaussian();
      for (int column = 0; column < rows.width(); column++) {
        float value = rows.value(row, column);
        sum += Float.isNaN(value) ? 0 : Math.sin(value * (column % 5));
      }
      labels[row] = sum > 0 ? 1 : 0;
    }
    return labels;
  }
}
