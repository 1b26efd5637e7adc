package io.tandem.evaluation.statistics;

import java.util.Arrays;

/** Columns of the golden files: values with commas between. */
final class Columns {
  private Columns() {}

  static double[] numbers(String text) {
    return Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  /** 1 is the positive class. */
  static boolean[] labels(String text) {
    double[] numbers = numbers(text);
    boolean[] labels = new boolean[numbers.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = numbers[row] == 1;
    }
    return labels;
  }
}
