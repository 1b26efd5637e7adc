package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.Arrays;

/** Collects values row by row. Values beyond the width are counted, not kept. Not thread-safe. */
final class RowBuffer {
  /**
   * Values of all rows of a part of a body: 128 MiB. A sparse row can state a few bytes and mean
   * thousands of columns.
   */
  static final int MAX_VALUES = 32 * 1024 * 1024;

  private final int width;
  private float[] values;
  private int rows;
  private int columns;

  /**
   * @param bodyBytes of the body to come: a value takes at least two bytes of most bodies
   */
  RowBuffer(int width, int bodyBytes) {
    this.width = width;
    long likely = Math.max(width, Math.min(bodyBytes / 4L, 1 << 16));
    this.values = new float[(int) Math.min(likely, MAX_VALUES)];
  }

  /** The row being filled, from 1. */
  int row() {
    return rows + 1;
  }

  /** Columns of the row being filled so far. */
  int columns() {
    return columns;
  }

  boolean fits(int more) {
    return (long) rows * width + more <= MAX_VALUES;
  }

  void add(float value) {
    if (columns < width) {
      int index = rows * width + columns;
      if (index == values.length) {
        grow(index + 1);
      }
      values[index] = value;
    }
    columns++;
  }

  /** Fills the rest of the row with missing values, then sets some of them. */
  void sparse(int[] keys, float[] found, int count) {
    int begin = rows * width;
    if (begin + width > values.length) {
      grow(begin + width);
    }
    Arrays.fill(values, begin, begin + width, Float.NaN);
    for (int i = 0; i < count; i++) {
      values[begin + keys[i]] = found[i];
    }
    columns = width;
  }

  private void grow(int needed) {
    long doubled = Math.min(2L * values.length, MAX_VALUES);
    values = Arrays.copyOf(values, (int) Math.max(needed, doubled));
  }

  /** Whether the row has as many columns as it should; if so, the next one begins. */
  boolean endRow() {
    if (columns != width) {
      return false;
    }
    rows++;
    columns = 0;
    return true;
  }

  String widthFault() {
    return columns + (columns == 1 ? " column" : " columns") + ", expected " + width;
  }

  RowsResult finish() {
    if (rows == 0) {
      return RowsResult.Invalid.of("no rows: expected rows of " + width + " columns");
    }
    return new RowsResult.Valid(new RowMatrix(values, rows, width));
  }

  RowsResult tooLarge() {
    return new RowsResult.TooLarge(
        "more than " + MAX_VALUES + " values in one body: send fewer rows at a time");
  }
}
