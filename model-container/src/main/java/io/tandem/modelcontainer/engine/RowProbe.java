package io.tandem.modelcontainer.engine;

import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Tries a model before it is served: a row must get the same numbers alone, among two and among
 * seven. Else a batch would be answered with the numbers of other rows, and nobody would know.
 */
public final class RowProbe {
  /** What the model computes of some rows. */
  public interface Run {
    /**
     * As many numbers for each row as for every other.
     *
     * @throws UnfitModelException when the model refuses the rows
     */
    double[] of(RowMatrix rows);
  }

  private static final int ROWS = 7;

  /**
   * Of one column, against the largest number of it: sums of floats are added in another order when
   * there are more rows. A row that depends on its neighbours is off by far more.
   */
  private static final double TOLERANCE = 1e-4;

  /** Tried one after the other: a model may have no answer to numbers that it never meets. */
  private static final float[][] VALUES = {
    {0, 1, -1, 0.37f, 250, -40.5f, 3, 1200, -0.002f},
    {0, 1, 0.5f, 0.25f, 0.75f},
    {0}
  };

  private final int width;
  private final IntPredicate isWhole;
  private final Run run;

  /**
   * @param isWhole of a column, whether it takes whole numbers only
   */
  public RowProbe(int width, IntPredicate isWhole, Run run) {
    this.width = width;
    this.isWhole = isWhole;
    this.run = run;
  }

  /**
   * The numbers of seven rows, each alone.
   *
   * @param singleRows of a model for one row at a time, which is not tried with more
   * @throws UnfitModelException when more rows at once get other numbers, or no row gets any
   */
  public double[] numbers(boolean singleRows) {
    @Nullable UnfitModelException refused = null;
    for (float[] values : VALUES) {
      RowMatrix rows = rows(values);
      double[] alone;
      try {
        alone = alone(rows);
      } catch (UnfitModelException e) {
        refused = e;
        continue;
      }
      if (!singleRows) {
        for (int count : new int[] {2, ROWS}) {
          check(alone, count, together(rows, count));
        }
      }
      return alone;
    }
    throw Objects.requireNonNull(refused);
  }

  /** The first row is that of zeros; of a column, the rows differ as far as the values do. */
  private RowMatrix rows(float[] values) {
    float[] rows = new float[ROWS * width];
    for (int row = 1; row < ROWS; row++) {
      for (int column = 0; column < width; column++) {
        rows[row * width + column] =
            isWhole.test(column)
                ? (values.length == 1 ? 0 : (row + column) % 2)
                : values[(row + 4 * column) % values.length];
      }
    }
    return new RowMatrix(rows, ROWS, width);
  }

  private double[] alone(RowMatrix rows) {
    double[] all = {};
    for (int row = 0; row < ROWS; row++) {
      double[] one = run.of(rows.slice(row, row + 1));
      all = row == 0 ? new double[ROWS * one.length] : all;
      System.arraycopy(one, 0, all, row * one.length, one.length);
    }
    return all;
  }

  private double[] together(RowMatrix rows, int count) {
    try {
      return run.of(rows.slice(0, count));
    } catch (UnfitModelException e) {
      throw new UnfitModelException(
          "it takes one row, but not %d at once (%s): export it for any number of rows, or declare that it takes one"
              .formatted(count, e.getMessage()));
    }
  }

  private static void check(double[] alone, int count, double[] together) {
    int outputs = alone.length / ROWS;
    for (int output = 0; output < outputs; output++) {
      double largest = 0;
      for (int row = 0; row < ROWS; row++) {
        double size = Math.abs(alone[row * outputs + output]);
        largest = Double.isFinite(size) ? Math.max(largest, size) : largest;
      }
      for (int row = 0; row < count; row++) {
        double one = alone[row * outputs + output];
        double other = together[row * outputs + output];
        // The same also when both are missing, or both infinite.
        if (Double.compare(one, other) != 0 && !(Math.abs(one - other) <= TOLERANCE * largest)) {
          throw new UnfitModelException(
              "a row gets other numbers among %d rows than alone: expected a model that computes each row by itself"
                  .formatted(count));
        }
      }
    }
  }
}
