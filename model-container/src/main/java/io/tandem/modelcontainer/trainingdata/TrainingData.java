package io.tandem.modelcontainer.trainingdata;

import java.util.Arrays;

/** Rows with their labels, in memory. NaN is a missing value; labels are never missing. */
public final class TrainingData {
  private static final int MAX_VALUES = Integer.MAX_VALUE - 16;

  private final int width;
  private float[] values = new float[1 << 16];
  private float[] labels = new float[1 << 10];
  private int rows;

  TrainingData(int width) {
    this.width = width;
  }

  public int width() {
    return width;
  }

  public int rows() {
    return rows;
  }

  /** Whether another row can be held: all values go to XGBoost in one array. */
  boolean hasRoom() {
    return (rows + 1L) * width <= MAX_VALUES;
  }

  void add(float label, float[] row) {
    int begin = rows * width;
    values = grown(values, begin + width);
    labels = grown(labels, rows + 1);
    System.arraycopy(row, 0, values, begin, width);
    labels[rows] = label;
    rows++;
  }

  private static float[] grown(float[] array, int needed) {
    if (needed <= array.length) {
      return array;
    }
    long length = Math.min(array.length + (array.length >> 1), (long) MAX_VALUES);
    return Arrays.copyOf(array, (int) Math.max(length, needed));
  }

  /** Not copied; longer than {@code rows * width}. */
  public float[] values() {
    return values;
  }

  public float[] labels() {
    return Arrays.copyOf(labels, rows);
  }

  public float[] row(int index) {
    return Arrays.copyOfRange(values, index * width, (index + 1) * width);
  }

  public int missing(int index) {
    int missing = 0;
    for (int i = index * width; i < (index + 1) * width; i++) {
      missing += Float.isNaN(values[i]) ? 1 : 0;
    }
    return missing;
  }
}
