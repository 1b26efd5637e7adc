/**
 * What a shop knew when an order was placed: {@code customer_history} and {@code velocity},
 * computed from orders and events, for training records that lack them. A cluster and one machine
 * run the same steps and sort between them, in bounded memory:
 *
 * <pre>
 * orders, events -> HistoryRows    a row each, by order
 *      sort      -> OrderLives     what happened to each order; rows by customer and key
 *      sort      -> KeyHistories   the state of one key; what it was when an order was placed
 *      sort      -> RecordBlocks   the record with its blocks
 * </pre>
 *
 * Rows are bytes that sort as their values do, so the order is the same everywhere. What happened
 * at the very moment of an order, or became known later, does not count for it.
 */
@NullMarked
package io.tandem.sharedfeatures.history;

import org.jspecify.annotations.NullMarked;
