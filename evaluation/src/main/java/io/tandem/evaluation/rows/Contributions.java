package io.tandem.evaluation.rows;

import java.util.List;

/**
 * What each feature of the judged rows contributed to the margins of one model.
 *
 * @param features their names
 * @param byRow a number for each feature; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, never compared
public record Contributions(List<String> features, float[][] byRow) {
  public Contributions {
    features = List.copyOf(features);
  }

  /** Of a feature, by row. */
  public double[] of(String feature) {
    int index = features.indexOf(feature);
    double[] numbers = new double[byRow.length];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = byRow[row][index];
    }
    return numbers;
  }
}
