package io.tandem.modelcontainer.engine;

import java.util.List;

/**
 * A value that a model cannot take, though it is a number of a row.
 *
 * @param row from 0, in the rows that were given
 * @param column from 0
 * @param expected what the model wants there
 */
public record UnfitValue(int row, int column, String expected) {
  /**
   * The place and the expectation, for the caller; never the value.
   *
   * @param rowsBefore the rows that were given
   * @param columns the names of the columns, or empty
   */
  public String detail(int rowsBefore, List<String> columns) {
    String name = columns.isEmpty() ? "" : " (" + columns.get(column) + ")";
    return "row %d, column %d%s: expected %s"
        .formatted(rowsBefore + row + 1, column + 1, name, expected);
  }

  /** Whether a reader of the rows meets it first. */
  public boolean isBefore(UnfitValue other) {
    return row < other.row || (row == other.row && column < other.column);
  }
}
