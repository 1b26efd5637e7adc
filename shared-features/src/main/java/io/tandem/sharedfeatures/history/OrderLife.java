package io.tandem.sharedfeatures.history;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An order, and what has happened to it. Each step says whether it can follow on those before, and
 * gives what the customer's history notes of it. Not thread-safe.
 */
final class OrderLife {
  /** So many events of an order are told from repeated ones; no order has more. */
  private static final int MOST_EVENTS = 1_000;

  private final byte[] version;
  private final long known;
  private final long time;
  private final @Nullable String customer;
  private final long account;
  private final long amount;
  private final long deferred;
  private final int items;
  private final @Nullable String method;
  private final @Nullable String[] keys;
  private final Set<Happened> happened = new HashSet<>();

  private boolean shipped;
  private boolean cancelled;
  private int returned;
  private @Nullable EventKind settled;
  private long settledAt;
  private long shippedAt;
  private long due;

  private record Happened(EventKind kind, long time) {}

  private OrderLife(RowReader row, int keyCount) {
    known = row.getLong();
    int from = row.at();
    time = row.getLong();
    customer = row.getText();
    account = row.getLong();
    amount = row.getLong();
    deferred = row.getLong();
    items = row.getInt();
    method = row.getText();
    keys = new String[keyCount];
    for (int i = 0; i < keyCount; i++) {
      keys[i] = row.getText();
    }
    version = row.copy(from, row.at());
  }

  /** Of a row of {@link HistoryRows}, up to its place. */
  static OrderLife read(RowReader row, int keyCount) {
    return new OrderLife(row, keyCount);
  }

  /** Whether all is equal that counts, but when it became known. */
  boolean isSameOrder(OrderLife other) {
    return Arrays.equals(version, other.version);
  }

  /** In nanoseconds since 1970, as all times. */
  long known() {
    return known;
  }

  long time() {
    return time;
  }

  @Nullable String customer() {
    return customer;
  }

  /** A hash. */
  long account() {
    return account;
  }

  /** Those of velocity, in its order. */
  @Nullable String[] keys() {
    return keys;
  }

  /** An event of one kind and time counts once. */
  boolean isFirst(EventKind kind, long time) {
    return happened.size() < MOST_EVENTS && happened.add(new Happened(kind, time));
  }

  boolean ship(long time, long due, byte[] place, Consumer<CustomerNote> notes) {
    if (shipped || cancelled) {
      return false;
    }
    shipped = true;
    shippedAt = time;
    this.due = due;
    // What was settled before, as with payment in advance, opens no invoice.
    notes.accept(
        new CustomerNote.Shipped(
            this.time, amount, items, method, settled == null ? deferred : 0, due, place));
    if (returned > 0) {
      notes.accept(new CustomerNote.Returned(returned));
    }
    if (settled != null) {
      notes.accept(settlement(settled));
    }
    return true;
  }

  boolean cancel(Consumer<CustomerNote> notes) {
    if (shipped || cancelled) {
      return false;
    }
    cancelled = true;
    notes.accept(new CustomerNote.Cancelled());
    return true;
  }

  /** Before the shipment is known it only waits for that, as a settlement does. */
  boolean takeBack(int pieces, Consumer<CustomerNote> notes) {
    // An order of no pieces is one that does not say how many it has.
    if (cancelled || (items > 0 && returned + pieces > items)) {
      return false;
    }
    returned += pieces;
    if (shipped) {
      notes.accept(new CustomerNote.Returned(pieces));
    }
    return true;
  }

  boolean remind(int level, Consumer<CustomerNote> notes) {
    if (!shipped || settled != null || deferred == 0) {
      return false;
    }
    notes.accept(new CustomerNote.Reminded(level));
    return true;
  }

  /**
   * @param how paid or written off
   */
  boolean settle(EventKind how, long time, Consumer<CustomerNote> notes) {
    if (deferred == 0 && how == EventKind.PAID) {
      // Paid at once: there is no invoice.
      return true;
    }
    if (settled != null || cancelled) {
      return false;
    }
    settled = how;
    settledAt = time;
    if (shipped) {
      notes.accept(settlement(how));
    }
    return true;
  }

  /** The days are those between the times, whichever of both became known first. */
  private CustomerNote settlement(EventKind how) {
    if (how == EventKind.WRITTEN_OFF) {
      return new CustomerNote.WrittenOff();
    }
    long days = Math.max(0, Math.floorDiv(settledAt - shippedAt, Window.DAY));
    return new CustomerNote.Paid(days, settledAt > due);
  }
}
