package io.tandem.sharedfeatures.order;

import org.jspecify.annotations.Nullable;

/** Computes a text from a row. */
@FunctionalInterface
public interface RowToText {
  /**
   * Null when missing.
   *
   * @param index of an array's element; ignored where an order has one value
   */
  @Nullable String at(Row row, int index);
}
