package io.tandem.evaluation;

import java.util.Arrays;

/** Rows in the order they were read: what was predicted and what came true. Not thread-safe. */
final class Predictions {
  private double[] probabilities = new double[1024];
  private boolean[] labels = new boolean[1024];
  private int rows;
  private int positives;

  /**
   * @param label true for the positive class
   * @param probability of the positive class, in [0, 1]
   */
  void add(boolean label, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability lies in [0, 1]");
    }
    if (rows == labels.length) {
      int capacity = Math.addExact(rows, rows >> 1);
      probabilities = Arrays.copyOf(probabilities, capacity);
      labels = Arrays.copyOf(labels, capacity);
    }
    probabilities[rows] = probability;
    labels[rows++] = label;
    positives += label ? 1 : 0;
  }

  int rows() {
    return rows;
  }

  int positives() {
    return positives;
  }

  int negatives() {
    return rows - positives;
  }

  double probability(int row) {
    return probabilities[row];
  }

  boolean label(int row) {
    return labels[row];
  }
}
