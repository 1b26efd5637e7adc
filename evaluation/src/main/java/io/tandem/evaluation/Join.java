package io.tandem.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows that two models have judged, joined by id, in the order of the second model's; the order
 * of either file says nothing.
 *
 * @param onlyFirst rows whose id the second model has not
 * @param onlySecond rows whose id the first model has not
 * @param doubled rows of either whose id is there more than once: it is unknown which belongs to
 *     which, so none of them is joined
 */
record Join(PairedRows rows, int onlyFirst, int onlySecond, int doubled) {
  private static final int DOUBLED = -1;

  /**
   * @throws EvaluationException when no row is joined, or a row came true in one file and not in
   *     the other
   */
  static Join of(Predictions first, Predictions second) {
    Map<String, Integer> ofFirst = byId(first);
    Map<String, Integer> ofSecond = byId(second);
    int capacity = Math.min(first.rows(), second.rows());
    boolean[] labels = new boolean[capacity];
    double[] before = new double[capacity];
    double[] after = new double[capacity];
    int joined = 0;
    int onlySecond = 0;
    int doubled = doubled(first, ofFirst) + doubled(second, ofSecond);
    for (int row = 0; row < second.rows(); row++) {
      String id = second.id(row);
      if (ofSecond.getOrDefault(id, DOUBLED) == DOUBLED) {
        continue;
      }
      Integer match = ofFirst.get(id);
      if (match == null) {
        onlySecond++;
      } else if (match != DOUBLED) {
        if (first.label(match) != second.label(row)) {
          throw new EvaluationException(
              "row %d of the new predictions has another outcome than the old ones have for its id"
                  .formatted(row + 1));
        }
        labels[joined] = second.label(row);
        before[joined] = first.probability(match);
        after[joined++] = second.probability(row);
      }
    }
    if (joined == 0) {
      throw new EvaluationException("no id of the new predictions is one of the old ones");
    }
    int onlyFirst = 0;
    for (Map.Entry<String, Integer> entry : ofFirst.entrySet()) {
      onlyFirst += entry.getValue() != DOUBLED && !ofSecond.containsKey(entry.getKey()) ? 1 : 0;
    }
    PairedRows rows =
        new PairedRows(
            Arrays.copyOf(labels, joined),
            Arrays.copyOf(before, joined),
            Arrays.copyOf(after, joined));
    return new Join(rows, onlyFirst, onlySecond, doubled);
  }

  private static Map<String, Integer> byId(Predictions predictions) {
    Map<String, Integer> rows = HashMap.newHashMap(predictions.rows());
    for (int row = 0; row < predictions.rows(); row++) {
      rows.merge(predictions.id(row), row, (earlier, later) -> DOUBLED);
    }
    return rows;
  }

  private static int doubled(Predictions predictions, Map<String, Integer> rows) {
    int doubled = 0;
    for (int row = 0; row < predictions.rows(); row++) {
      doubled += rows.getOrDefault(predictions.id(row), row) == DOUBLED ? 1 : 0;
    }
    return doubled;
  }
}
