package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.engine.RowMatrix;

/** What a body was found to hold. */
public sealed interface RowsResult {
  /** At least one row. */
  record Valid(RowMatrix rows) implements RowsResult {}

  /**
   * Not what it should be.
   *
   * @param detail the place and what was expected there; never the caller's data
   */
  record Invalid(String detail) implements RowsResult {}

  /** More numbers than one invocation may hold; see {@link RowsReader#MAX_VALUES}. */
  record TooLarge(String detail) implements RowsResult {}
}
