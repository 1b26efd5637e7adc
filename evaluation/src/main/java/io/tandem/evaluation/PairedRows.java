package io.tandem.evaluation;

/**
 * Rows that two models have judged: what came true, and the probability that each gave. Immutable
 * but for the arrays, which are not copied.
 *
 * @param first of the old model, by row
 * @param second of the new model, by row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows, never compared
record PairedRows(boolean[] labels, double[] first, double[] second) {
  PairedRows {
    if (labels.length != first.length || labels.length != second.length) {
      throw new IllegalArgumentException("columns of different lengths");
    }
  }

  int count() {
    return labels.length;
  }
}
