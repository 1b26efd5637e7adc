package io.tandem.evaluation.comparison;

import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.evaluation.statistics.Interval;
import java.util.Optional;

/** The orders on which two models decide alike, and those on which they do not. */
public record SwapSet(Cell bothApprove, Cell onlyCurrent, Cell onlyOld, Cell noneApproves) {
  /**
   * Orders of one kind.
   *
   * @param amount of all together; 0 when amounts are not known
   * @param amountOfPositives of those that were not paid
   */
  public record Cell(int rows, int positives, double amount, double amountOfPositives) {
    /** Empty when there are no rows. */
    public Optional<Double> badRate() {
      return rows == 0 ? Optional.empty() : Optional.of((double) positives / rows);
    }

    /** The 95 % interval of the bad rate. */
    public Optional<Interval> interval() {
      return rows == 0 ? Optional.empty() : Optional.of(Interval.ofShare(positives, rows));
    }
  }

  /**
   * @param old by row, whether the model refuses it
   * @param current by row, whether the model refuses it
   */
  static SwapSet of(JoinedRows rows, boolean[] old, boolean[] current) {
    return new SwapSet(
        cell(rows, old, current, false, false),
        cell(rows, old, current, true, false),
        cell(rows, old, current, false, true),
        cell(rows, old, current, true, true));
  }

  private static Cell cell(
      JoinedRows rows,
      boolean[] old,
      boolean[] current,
      boolean oldRefuses,
      boolean currentRefuses) {
    boolean[] labels = rows.labels();
    int count = 0;
    int positives = 0;
    double amount = 0;
    double amountOfPositives = 0;
    for (int row = 0; row < labels.length; row++) {
      if (old[row] == oldRefuses && current[row] == currentRefuses) {
        double here = rows.amounts().isPresent() ? rows.amounts().get()[row] : 0;
        count++;
        amount += here;
        positives += labels[row] ? 1 : 0;
        amountOfPositives += labels[row] ? here : 0;
      }
    }
    return new Cell(count, positives, amount, amountOfPositives);
  }
}
