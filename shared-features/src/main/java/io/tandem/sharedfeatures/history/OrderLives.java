package io.tandem.sharedfeatures.history;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The second step: the rows of {@link HistoryRows}, sorted by their bytes, become rows by customer
 * and by each key of velocity, to be sorted and handed to {@link KeyHistories}. All rows of an
 * order must come to the same one. Not thread-safe.
 *
 * <p>An order's life is followed here, so that a shipment or a payment carries what the customer's
 * history needs to know of the order; and so that of an order, and of an event, each is counted
 * once. What becomes known first decides; nothing that becomes known later changes it.
 */
public final class OrderLives {
  /** The kind of a group that only says that an order gets its blocks. */
  static final int ACCEPTED = 255;

  static final int CUSTOMER = 0;

  static final int ASK = 0;
  static final int NOTE = 1;

  private final HistoryDefinition definition;
  private final Consumer<byte[]> rows;
  private final BiConsumer<Finding, byte[]> findings;
  private final RowReader in = new RowReader();
  private final RowBytes out = new RowBytes();

  /** The order at hand; null as long as none of its rows was an order. */
  private @Nullable OrderLife life;

  /**
   * @param rows takes what is to be sorted
   * @param findings takes what is not as it should be, with its place
   */
  public OrderLives(
      HistoryDefinition definition, Consumer<byte[]> rows, BiConsumer<Finding, byte[]> findings) {
    this.definition = definition;
    this.rows = rows;
    this.findings = findings;
  }

  /** Takes the next of the sorted rows. */
  public void accept(byte[] row) {
    if (in.begin(row)) {
      life = null;
    }
    if (in.getByte() == HistoryRows.ORDER) {
      order();
    } else {
      event();
    }
  }

  private void order() {
    OrderLife read = OrderLife.read(in, definition.velocity().size());
    byte[] place = in.getBytes();
    boolean written = in.getByte() == 1;
    if (life == null) {
      life = read;
      note(read);
    } else if (!life.isSameOrder(read)) {
      findings.accept(Finding.OTHER_ORDER, place);
      return;
    }
    if (written) {
      ask(read, place);
    }
  }

  private void note(OrderLife order) {
    for (int i = 0; i < order.keys().length; i++) {
      String key = order.keys()[i];
      if (key != null) {
        out.begin(CUSTOMER + 1 + i, key)
            .putLong(order.known())
            .putByte(NOTE)
            .putLong(order.time())
            .putLong(order.account());
        rows.accept(out.toBytes());
      }
    }
  }

  private void ask(OrderLife order, byte[] place) {
    out.begin(ACCEPTED, in.key());
    ask(order.time(), place);
    if (order.customer() != null) {
      out.begin(CUSTOMER, order.customer());
      ask(order.time(), place);
    }
    for (int i = 0; i < order.keys().length; i++) {
      String key = order.keys()[i];
      if (key != null) {
        out.begin(CUSTOMER + 1 + i, key);
        ask(order.time(), place);
      }
    }
  }

  private void ask(long moment, byte[] place) {
    out.putLong(moment).putByte(ASK).putBytes(in.key()).putBytes(place);
    rows.accept(out.toBytes());
  }

  private void event() {
    long known = in.getLong();
    long time = in.getLong();
    EventKind kind = EventKind.of(in.getByte());
    long due = in.getLong();
    int items = in.getInt();
    int level = in.getInt();
    byte[] place = in.getBytes();
    if (life == null) {
      findings.accept(Finding.UNKNOWN_ORDER, place);
      return;
    }
    OrderLife order = life;
    Consumer<CustomerNote> notes = note -> note(order, known, time, note);
    boolean fits =
        order.isFirst(kind, time)
            && switch (kind) {
              case SHIPPED -> order.ship(time, due, place, notes);
              case CANCELLED -> order.cancel(notes);
              case RETURNED -> order.takeBack(items, notes);
              case REMINDED -> order.remind(level, notes);
              case PAID, WRITTEN_OFF -> order.settle(kind, time, notes);
              case OTHER -> true;
            };
    if (!fits) {
      findings.accept(Finding.OUT_OF_PLACE, place);
    }
  }

  /**
   * Behind the moment from which on it counts stand the event's own ones: so notes of one moment
   * follow each other as their events do here, also when their order became known behind them.
   */
  private void note(OrderLife order, long known, long time, CustomerNote note) {
    if (order.customer() != null) {
      out.begin(CUSTOMER, order.customer())
          .putLong(Math.max(known, order.known()))
          .putByte(NOTE)
          .putLong(known)
          .putLong(time);
      note.writeTo(out);
      out.putBytes(in.key());
      rows.accept(out.toBytes());
    }
  }
}
