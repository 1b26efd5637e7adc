package io.tandem.modelcontainer.engine;

/**
 * What a model computed: for each row one or several numbers.
 *
 * <p>Numbers are held as {@code double}, which holds every {@code float}. Whether the model
 * computed in single precision decides how they are written: a {@code float} as the shortest
 * decimal that reads back as the same {@code float}.
 */
public final class Predictions {
  private final double[] values;
  private final int count;
  private final int width;
  private final boolean singlePrecision;

  private Predictions(double[] values, int count, boolean singlePrecision) {
    this.values = values;
    this.count = count;
    this.width = count == 0 ? 0 : values.length / count;
    this.singlePrecision = singlePrecision;
  }

  /** Of a model that computes in {@code float}; row after row. */
  public static Predictions ofFloats(float[] values, int count) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return new Predictions(wide, count, true);
  }

  /** Of a model that computes in {@code float}, its numbers already widened. Not copied. */
  public static Predictions ofFloats(double[] values, int count) {
    return new Predictions(values, count, true);
  }

  /** Of a model that computes in {@code double}; row after row. Not copied. */
  public static Predictions ofDoubles(double[] values, int count) {
    return new Predictions(values, count, false);
  }

  public int count() {
    return count;
  }

  /** Numbers per row. */
  public int width() {
    return width;
  }

  public double value(int row, int column) {
    return values[row * width + column];
  }

  public boolean singlePrecision() {
    return singlePrecision;
  }
}
