package io.tandem.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in the order they were read: what was predicted and what came true. Not thread-safe. */
final class Predictions {
  private double[] probabilities = new double[1024];
  private boolean[] labels = new boolean[1024];
  private final List<String> ids = new ArrayList<>();
  private int rows;
  private int positives;

  /**
   * @param label true for the positive class
   * @param probability of the positive class, in [0, 1]
   * @param id of the row; empty when it needs none
   */
  void add(boolean label, double probability, String id) {
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
    if (!id.isEmpty()) {
      ids.add(id);
    }
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

  /** A copy, by row. */
  boolean[] labels() {
    return Arrays.copyOf(labels, rows);
  }

  /** A copy, by row. */
  double[] probabilities() {
    return Arrays.copyOf(probabilities, rows);
  }

  double probability(int row) {
    return probabilities[row];
  }

  boolean label(int row) {
    return labels[row];
  }

  String id(int row) {
    return ids.get(row);
  }
}
