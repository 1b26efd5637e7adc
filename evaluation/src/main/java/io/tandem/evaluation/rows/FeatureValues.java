package io.tandem.evaluation.rows;

import java.util.List;

/**
 * The values of a feature in the judged rows.
 *
 * @param field where they are, for people
 * @param numbers by row; NaN for what is no number
 * @param texts by row; empty for numbers and for what is missing
 */
@SuppressWarnings("ArrayRecordComponent") // as many as rows, never compared
public record FeatureValues(String feature, String field, double[] numbers, List<String> texts) {
  public FeatureValues {
    texts = List.copyOf(texts);
  }

  /** Whether most of the values that are there are numbers. */
  public boolean areNumbers() {
    long found = 0;
    for (double number : numbers) {
      found += Double.isNaN(number) ? 0 : 1;
    }
    return found > texts.stream().filter(text -> !text.isEmpty()).count();
  }
}
