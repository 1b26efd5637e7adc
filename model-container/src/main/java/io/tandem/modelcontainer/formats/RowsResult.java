package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.engine.RowMatrix;

/** What a body was found to hold. */
public sealed interface RowsResult {
  /** At least one row. */
  record Valid(RowMatrix rows) implements RowsResult {}

  /**
   * Not what it should be.
   *
   * @param unit what a row of the body is called, {@code "row"} or {@code "line"}; empty when the
   *     fault is not one of a numbered row
   * @param row the number of the row in what was read, from 1
   * @param fault its place within the row, and what was expected there; never the caller's data
   */
  record Invalid(String unit, int row, String fault) implements RowsResult {
    static Invalid of(String fault) {
      return new Invalid("", 0, fault);
    }

    /**
     * For the caller.
     *
     * @param rowsBefore the rows that were read
     */
    public String detail(int rowsBefore) {
      return unit.isEmpty() ? fault : unit + " " + (rowsBefore + row) + fault;
    }
  }

  /** More numbers than one invocation may hold; see {@link RowBuffer#MAX_VALUES}. */
  record TooLarge(String detail) implements RowsResult {}
}
