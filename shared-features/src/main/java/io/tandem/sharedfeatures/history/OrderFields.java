package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.order.SourceTree;

/**
 * What is read of an order. Times are slots of the row, {@link #NO_SLOT} where the definition has
 * none.
 *
 * @param path where the order stands in its record
 */
record OrderFields(
    SourceTree tree,
    SourcePath path,
    RowToText id,
    int time,
    int knownAt,
    RowToText customer,
    RowToText account,
    RowToNumber amount,
    RowToNumber deferred,
    RowToNumber items,
    RowToText method) {
  static final int NO_SLOT = -1;
}
