package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.order.RowToText;
import java.util.List;

/**
 * What orders are counted by.
 *
 * @param name of the block's field
 * @param value of an order; missing ones are counted with no others
 * @param orders windows in which orders are counted
 * @param accounts windows in which different accounts are
 */
record VelocityKey(String name, RowToText value, List<Window> orders, List<Window> accounts) {
  VelocityKey {
    orders = List.copyOf(orders);
    accounts = List.copyOf(accounts);
  }
}
