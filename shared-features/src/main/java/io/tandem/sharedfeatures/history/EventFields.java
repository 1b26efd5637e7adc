package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.order.SourceTree;

/** What is read of an event, as {@link OrderFields}. */
record EventFields(
    SourceTree tree,
    RowToText kind,
    RowToText order,
    int time,
    int knownAt,
    int due,
    RowToNumber items,
    RowToNumber level) {}
