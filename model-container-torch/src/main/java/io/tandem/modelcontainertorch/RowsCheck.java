package io.tandem.modelcontainertorch;

import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;

/**
 * Whether a module answers a row by what the row holds. One that was saved while it was in training
 * does not: it drops cells at random, or scales a row by the rows it came with.
 */
final class RowsCheck {
  /** Sums of a row are of another order when there are more rows. */
  private static final double ROUNDING = 1e-4;

  private static final int ROWS = 3;

  /**
   * So many that no dropout passes by chance. The library watches the first runs of a module, and
   * compiles it by what it saw: these are its warm-up as well.
   */
  private static final int ROUNDS = 10;

  private RowsCheck() {}

  /**
   * @return how many numbers it gives for a row
   * @throws TorchException when it gives others for a row that is asked again, or in the company of
   *     others
   */
  static int numbersPerRow(TorchModule module, int width) {
    RowMatrix rows = rows(width);
    Predictions together = module.run(rows, 0, ROWS);
    for (int round = 0; round < ROUNDS; round++) {
      for (int row = 0; row < ROWS; row++) {
        compare(module.run(rows, row, 1), together, row);
      }
    }
    return together.width();
  }

  private static void compare(Predictions alone, Predictions together, int row) {
    if (alone.width() != together.width()) {
      throw new TorchException(
          "it gives %d numbers for one row and %d for each of %d"
              .formatted(alone.width(), together.width(), ROWS));
    }
    for (int i = 0; i < alone.width(); i++) {
      if (!isNear(alone.value(0, i), together.value(row, i))) {
        throw new TorchException(
            "it gives other numbers for a row alone than among others, or each time: save it after"
                + " model.eval(), which ends the training's dropout and batch statistics");
      }
    }
  }

  /** Of zeros, of ones, and of different values. */
  private static RowMatrix rows(int width) {
    float[] values = new float[ROWS * width];
    for (int i = 0; i < width; i++) {
      values[width + i] = 1;
      values[2 * width + i] = (i % 7) / 2f - 1;
    }
    return new RowMatrix(values, ROWS, width);
  }

  private static boolean isNear(double alone, double together) {
    return Double.compare(alone, together) == 0
        || Math.abs(alone - together) <= ROUNDING * Math.max(1, Math.abs(together));
  }
}
