package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.JoinedRows;
import java.util.Arrays;

/**
 * The costs of errors.
 *
 * @param known whether anything is known of it
 * @param ofRow by row: of approving it if it is positive, of refusing it if it is negative; zeros
 *     when nothing is known
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows, never compared
record ErrorCosts(boolean known, double[] ofRow) {
  static ErrorCosts of(Definition definition, JoinedRows rows) {
    boolean[] labels = rows.labels();
    double[] ofRow = new double[labels.length];
    return definition
        .decision()
        .flatMap(Definition.Decision::costs)
        .map(
            costs -> {
              double[] amounts = rows.amounts().orElseGet(() -> new double[labels.length]);
              Arrays.setAll(
                  ofRow,
                  row ->
                      (labels[row] ? costs.approvedBad() : costs.refusedGood()).of(amounts[row]));
              return new ErrorCosts(true, ofRow);
            })
        .orElse(new ErrorCosts(false, ofRow));
  }
}
