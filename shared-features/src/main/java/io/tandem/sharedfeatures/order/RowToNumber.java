package io.tandem.sharedfeatures.order;

/** Computes a number, or a flag as 1 or 0, from a row. */
@FunctionalInterface
public interface RowToNumber {
  /**
   * NaN when missing.
   *
   * @param index of an array's element; ignored where an order has one value
   */
  double at(Row row, int index);
}
