package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values of one feature in the rows of a file, in their order. Not thread-safe. */
final class ValueColumn {
  private final String feature;
  private final Field field;
  private double[] numbers = new double[1024];
  private final List<String> texts = new ArrayList<>();

  /** Equal texts are one in memory. */
  private final Map<String, String> known = new HashMap<>();

  ValueColumn(String feature, Field field) {
    this.feature = feature;
    this.field = field;
  }

  void add(Value value) {
    int row = texts.size();
    if (row == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.addExact(row, row >> 1));
    }
    numbers[row] = value.number();
    String text = Double.isNaN(numbers[row]) ? value.text() : "";
    texts.add(known.computeIfAbsent(text, one -> one));
  }

  FeatureValues of(int[] rows) {
    return new FeatureValues(
        feature,
        field.toString(),
        Arrays.stream(rows).mapToDouble(row -> numbers[row]).toArray(),
        Arrays.stream(rows).mapToObj(texts::get).toList());
  }
}
