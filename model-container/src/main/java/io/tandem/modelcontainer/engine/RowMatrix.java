package io.tandem.modelcontainer.engine;

import java.util.Arrays;

/**
 * Rows of equal width, one after the other in one array. {@link Float#NaN} is a missing value;
 * every other value is finite.
 */
public final class RowMatrix {
  /** Columns of the widest model that is served: a row of so many is 4 MB. */
  public static final int MAX_WIDTH = 1 << 20;

  private final float[] values;
  private final int count;
  private final int width;

  /**
   * The first {@code count} rows of an array.
   *
   * @param values not copied; may be longer than {@code count * width}
   */
  public RowMatrix(float[] values, int count, int width) {
    if ((long) count * width > values.length) {
      throw new IllegalArgumentException(count + " rows of " + width + " in " + values.length);
    }
    this.values = values;
    this.count = count;
    this.width = width;
  }

  public int count() {
    return count;
  }

  public int width() {
    return width;
  }

  public float value(int row, int column) {
    return values[row * width + column];
  }

  /** A copy of the rows from {@code begin} up to, but without, {@code end}. */
  public RowMatrix slice(int begin, int end) {
    return new RowMatrix(
        Arrays.copyOfRange(values, begin * width, end * width), end - begin, width);
  }

  /** Not copied, not to be changed. May be longer than {@code count * width}. */
  public float[] values() {
    return values;
  }
}
