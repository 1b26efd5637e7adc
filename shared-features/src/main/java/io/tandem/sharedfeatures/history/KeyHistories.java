package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.history.CustomerNote.Paid;
import io.tandem.sharedfeatures.history.CustomerNote.Reminded;
import io.tandem.sharedfeatures.history.CustomerNote.Returned;
import io.tandem.sharedfeatures.history.CustomerNote.Shipped;
import io.tandem.sharedfeatures.history.CustomerNote.WrittenOff;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The third step: the rows of {@link OrderLives}, sorted by their bytes, give a part of a block for
 * each order and key. All rows of a key must come to the same one. Not thread-safe.
 *
 * <p>Holds the state of one key at a time. At equal moments an order asks before anything is noted:
 * so it says nothing of what happened at the same moment, itself included, nor of what came after.
 */
public final class KeyHistories {
  private final List<VelocityKey> velocity;
  private final Parts parts;
  private final CustomerHistory customer = new CustomerHistory();
  private final EarlierOrders[] earlier;
  private final RowReader in = new RowReader();

  /** Of the group at hand. */
  private int kind = OrderLives.ACCEPTED;

  /** Takes what an order gets. */
  @FunctionalInterface
  public interface Parts {
    /**
     * @param order its id
     * @param place where it stands, as its reader was given it
     * @param kind which part, as {@link RecordBlocks} takes it; each comes once for an order
     */
    void accept(byte[] order, byte[] place, int kind, byte[] part);
  }

  public KeyHistories(HistoryDefinition definition, Parts parts) {
    this.velocity = definition.velocity();
    this.parts = parts;
    this.earlier = new EarlierOrders[velocity.size()];
    for (int i = 0; i < earlier.length; i++) {
      earlier[i] = new EarlierOrders(velocity.get(i).orders(), velocity.get(i).accounts());
    }
  }

  /**
   * Takes the next of the sorted rows.
   *
   * @throws HistoryException when a customer has more than one ever has
   */
  public void accept(byte[] row) {
    if (in.begin(row)) {
      clear();
      kind = in.kind();
    }
    if (kind == OrderLives.CUSTOMER) {
      customer();
    } else if (kind == OrderLives.ACCEPTED) {
      in.getLong();
      in.getByte();
      give("");
    } else {
      velocity();
    }
  }

  /** The state of the group before goes at once: the next of its kind may be far away. */
  private void clear() {
    if (kind == OrderLives.CUSTOMER) {
      customer.clear();
    } else if (kind != OrderLives.ACCEPTED) {
      earlier[kind - 1].clear();
    }
  }

  private void give(String part) {
    parts.accept(in.getBytes(), in.getBytes(), kind, part.getBytes(StandardCharsets.UTF_8));
  }

  private void velocity() {
    EarlierOrders orders = earlier[kind - 1];
    long moment = in.getLong();
    if (in.getByte() == OrderLives.NOTE) {
      orders.note(moment, in.getLong(), in.getLong());
    } else {
      give(block(velocity.get(kind - 1), orders, moment));
    }
  }

  private static String block(VelocityKey key, EarlierOrders earlier, long moment) {
    StringBuilder out = new StringBuilder("{");
    for (Window window : key.orders()) {
      out.append(out.length() == 1 ? "\"" : ",\"").append(window.name()).append("\":");
      out.append(earlier.orders(moment, window));
    }
    for (int i = 0; i < key.accounts().size(); i++) {
      out.append(out.length() == 1 ? "\"accounts_" : ",\"accounts_");
      out.append(key.accounts().get(i).name()).append("\":").append(earlier.accounts(moment, i));
    }
    return out.append('}').toString();
  }

  private void customer() {
    long moment = in.getLong();
    if (in.getByte() == OrderLives.NOTE) {
      in.getLong();
      in.getLong();
      CustomerNote note = CustomerNote.read(in);
      note(moment, note, new String(in.getBytes(), StandardCharsets.UTF_8));
    } else {
      give(customer.block(moment));
    }
  }

  private void note(long moment, CustomerNote note, String order) {
    if (note instanceof Shipped shipped) {
      ship(moment, order, shipped);
    } else if (note instanceof Returned returned) {
      customer.takeBack(returned.items());
    } else if (note instanceof Reminded reminded) {
      customer.remind(order, reminded.level());
    } else if (note instanceof Paid paid) {
      customer.pay(order, paid.days(), paid.late());
    } else if (note instanceof WrittenOff) {
      customer.writeOff(order);
    } else {
      customer.cancel();
    }
  }

  private void ship(long moment, String order, Shipped shipped) {
    try {
      customer.ship(moment, order, shipped);
    } catch (ArithmeticException e) {
      throw new HistoryException(
          shipped.place(), "makes the amounts of its customer too large to add");
    }
    if (customer.openInvoices() > CustomerHistory.MOST_OPEN) {
      throw new HistoryException(
          shipped.place(),
          "opens one more than "
              + CustomerHistory.MOST_OPEN
              + " invoices of its customer: are there no payments among the events?");
    }
  }
}
