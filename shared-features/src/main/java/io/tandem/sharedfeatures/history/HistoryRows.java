package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;

/**
 * The first step: orders and events, in any order, become rows that are to be sorted by their bytes
 * and handed to {@link OrderLives}. Not thread-safe: one per thread.
 */
public final class HistoryRows {
  static final int OF_ORDER = 0;

  static final int ORDER = 0;
  static final int EVENT = 1;

  private static final long SECOND = 1_000_000_000L;

  /** Between any two moments of these years lies a {@code long} of nanoseconds. */
  private static final long FIRST_SECOND = -2_208_988_800L;

  private static final long LAST_SECOND = 6_342_969_599L;

  private static final int MOST_ITEMS = 1_000_000;
  private static final int HIGHEST_LEVEL = 100;
  private static final long NO_TIME = Long.MIN_VALUE;

  private final HistoryDefinition definition;
  private final OrderReader orders;
  private final @Nullable OrderReader events;
  private final RowBytes out = new RowBytes();
  private @Nullable Rejection rejection;

  public HistoryRows(HistoryDefinition definition) {
    JsonFactory json = OrderParsers.factory();
    EventFields eventFields = definition.events();
    this.definition = definition;
    this.orders = new OrderReader(definition.orders().tree(), json);
    this.events = eventFields == null ? null : new OrderReader(eventFields.tree(), json);
  }

  /**
   * Takes an order: a record or bare, as the definition says.
   *
   * @param place where it stands, so that places sort as the input does; at most 65 535 bytes
   * @param written whether it gets its blocks; otherwise it only counts for others
   * @return why it cannot be used
   */
  public Optional<Rejection> order(
      byte[] bytes, int offset, int length, byte[] place, boolean written, Consumer<byte[]> rows) {
    rejection = orders.read(bytes, offset, length);
    if (rejection != null) {
      return Optional.of(rejection);
    }
    OrderFields fields = definition.orders();
    Row row = orders.row;
    String id = text(fields.id(), row, "orders.id");
    long time = time(fields.time(), row, "orders.time", true);
    long knownAt = time(fields.knownAt(), row, "orders.known_at", false);
    begin(ORDER, id, knownAt, time);
    out.putText(fields.customer().at(row, Row.SCALAR));
    String account = fields.account().at(row, Row.SCALAR);
    out.putLong(account == null ? EarlierOrders.NOBODY : person(account));
    out.putLong(amount(fields.amount(), row, "orders.amount", definition.hasCustomers()));
    out.putLong(amount(fields.deferred(), row, "orders.deferred", false));
    out.putInt(whole(fields.items(), row, "orders.items", 0, MOST_ITEMS, false));
    out.putText(fields.method().at(row, Row.SCALAR));
    for (VelocityKey key : definition.velocity()) {
      out.putText(key.value().at(row, Row.SCALAR));
    }
    out.putBytes(place).putByte(written ? 1 : 0);
    return end(rows);
  }

  /** The id of an order, in UTF-8; empty when {@link #order} refuses it. */
  public Optional<byte[]> id(byte[] bytes, int offset, int length) {
    List<byte[]> row = new ArrayList<>();
    Optional<Rejection> fault = order(bytes, offset, length, new byte[0], false, row::add);
    if (fault.isPresent()) {
      return Optional.empty();
    }
    RowReader read = new RowReader();
    read.begin(row.get(0));
    return Optional.of(read.key());
  }

  private static long person(String account) {
    long hash = RowBytes.hash(account);
    return hash == EarlierOrders.NOBODY ? 1 : hash;
  }

  /**
   * Takes an event.
   *
   * @param place as for orders
   * @return why it cannot be used
   * @throws IllegalStateException when the definition reads no events
   */
  public Optional<Rejection> event(
      byte[] bytes, int offset, int length, byte[] place, Consumer<byte[]> rows) {
    EventFields fields = definition.events();
    if (fields == null || events == null) {
      throw new IllegalStateException("the definition reads no events");
    }
    rejection = events.read(bytes, offset, length);
    if (rejection != null) {
      return Optional.of(rejection);
    }
    Row row = events.row;
    EventKind kind = kind(text(fields.kind(), row, "events.kind"));
    if (kind == EventKind.OTHER) {
      return Optional.ofNullable(rejection);
    }
    String order = text(fields.order(), row, "events.order");
    long time = time(fields.time(), row, "events.time", true);
    long knownAt = time(fields.knownAt(), row, "events.known_at", false);
    begin(EVENT, order, knownAt, time);
    long due = time(fields.due(), row, "events.due", false);
    boolean returned = kind == EventKind.RETURNED;
    boolean reminded = kind == EventKind.REMINDED;
    int items = returned ? whole(fields.items(), row, "events.items", 1, MOST_ITEMS, true) : 0;
    int level = reminded ? whole(fields.level(), row, "events.level", 1, HIGHEST_LEVEL, true) : 0;
    out.putByte(kind.code)
        .putLong(due == NO_TIME ? CustomerNote.NEVER : due)
        .putInt(items)
        .putInt(level)
        .putBytes(place);
    return end(rows);
  }

  /** Nobody knows what has not happened: it counts from the later of both. */
  private void begin(int rank, String order, long knownAt, long time) {
    out.begin(OF_ORDER, order).putByte(rank).putLong(Math.max(knownAt, time)).putLong(time);
  }

  private Optional<Rejection> end(Consumer<byte[]> rows) {
    if (rejection == null) {
      rows.accept(out.toBytes());
    }
    return Optional.ofNullable(rejection);
  }

  private EventKind kind(String text) {
    EventKind kind = EventKind.BY_NAME.get(text);
    if (kind == null) {
      reject("events.kind", "expected one of " + String.join(", ", EventKind.NAMES));
    }
    return kind == null ? EventKind.OTHER : kind;
  }

  private String text(RowToText value, Row row, String name) {
    String text = value.at(row, Row.SCALAR);
    if (text == null) {
      reject(name, "is missing");
    }
    return text == null ? "" : text;
  }

  private long time(int slot, Row row, String name, boolean required) {
    long seconds = slot == OrderFields.NO_SLOT ? Row.NO_TIME : row.seconds[slot];
    if (seconds == Row.NO_TIME) {
      if (required) {
        reject(name, "is missing");
      }
      return NO_TIME;
    }
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      reject(name, "expected a time from 1900 to 2170");
      return NO_TIME;
    }
    return seconds * SECOND + row.nanos[slot];
  }

  private long amount(RowToNumber value, Row row, String name, boolean required) {
    double number = value.at(row, Row.SCALAR);
    if (Double.isNaN(number)) {
      if (required) {
        reject(name, "is missing");
      }
      return 0;
    }
    long amount = Money.of(number);
    if (amount == Money.NONE) {
      reject(name, "expected " + Money.EXPECTED);
    }
    return amount;
  }

  private int whole(
      RowToNumber value, Row row, String name, int least, int most, boolean required) {
    double number = value.at(row, Row.SCALAR);
    if (Double.isNaN(number)) {
      if (required) {
        reject(name, "is missing");
      }
      return 0;
    }
    if (number != Math.rint(number) || number < least || number > most) {
      reject(name, "expected a whole number from " + least + " to " + most);
      return 0;
    }
    return (int) number;
  }

  /** The first fault stands. */
  private void reject(String name, String fault) {
    if (rejection == null) {
      rejection = new Rejection("$", name + ": " + fault);
    }
  }
}
