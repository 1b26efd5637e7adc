package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * The texts of an array's elements, each with its weight.
 *
 * @param array the texts' and the weights'
 * @param weight of an element; 1 when none is given, and an element whose weight is missing weighs
 *     nothing
 * @param weightPerElement whether each element has its weight; else the order has one, computed
 *     once
 */
record WeightedTexts(int array, RowToText text, RowToNumber weight, boolean weightPerElement) {
  /**
   * @param values texts, and perhaps weights
   */
  static WeightedTexts of(List<Expression> values) {
    return new WeightedTexts(
        values.get(0).array(),
        Expression.text(values.get(0)),
        values.size() > 1 ? Expression.number(values.get(1)) : (row, index) -> 1,
        values.size() > 1 && values.get(1).array() != Row.SCALAR);
  }

  /**
   * Writes the sum of weights for every column; sums run in array order.
   *
   * @param column the one of a text, from 0, or a negative number for none
   * @return whether any element has a text
   */
  boolean addUp(Row row, int columns, ToIntFunction<String> column, float[] vector, int at) {
    double[] sums = new double[columns];
    boolean known = false;
    double weighsEach = weightPerElement ? 0 : weight.at(row, Row.SCALAR);
    for (int i = 0; i < row.lengths[array]; i++) {
      String value = text.at(row, i);
      double weighs = weightPerElement ? weight.at(row, i) : weighsEach;
      if (value != null) {
        known = true;
        int chosen = column.applyAsInt(value);
        if (chosen >= 0 && !Double.isNaN(weighs)) {
          sums[chosen] += weighs;
        }
      }
    }
    for (int i = 0; i < columns; i++) {
      vector[at + i] = Encoding.column(sums[i]);
    }
    return known;
  }

  /** In array order; slow, for people. */
  Set<String> distinct(Row row) {
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < row.lengths[array]; i++) {
      String value = text.at(row, i);
      if (value != null) {
        texts.add(value);
      }
    }
    return texts;
  }

  /** The texts that hold. */
  int count(Row row, Predicate<String> holds) {
    int count = 0;
    for (int i = 0; i < row.lengths[array]; i++) {
      String value = text.at(row, i);
      count += value != null && holds.test(value) ? 1 : 0;
    }
    return count;
  }
}
