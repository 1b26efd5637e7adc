package io.tandem.sharedfeatures.history;

import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a shop knows about one customer: shipped orders, invoices and how they were paid. Events
 * come as they became known; it is asked about moments in between, in ascending order. Not
 * thread-safe.
 *
 * <p>Bounded for a customer: an open invoice takes some 200 bytes and the order's id, and there are
 * at most {@value #MOST_OPEN} of them; a shipped order takes its place in {@link EarlierOrders} for
 * a year; days to pay are counted by day, 70 bytes for each number of days up to {@value
 * #MOST_DAYS}.
 */
final class CustomerHistory {
  static final int MOST_OPEN = 100_000;

  private static final int MOST_DAYS = 36_500;
  private static final long SECOND = 1_000_000_000L;
  private static final Window MONTH = Window.days(30);
  private static final Window YEAR = Window.days(365);

  /** What {@link #block} writes; whatever else a block has comes from elsewhere. */
  static final Set<String> FIELDS =
      Set.of(
          "as_of",
          "orders_total",
          "orders_30d",
          "orders_12m",
          "amount_total",
          "amount_max",
          "items_total",
          "items_returned",
          "orders_cancelled",
          "first_order_at",
          "last_order_at",
          "open_invoices",
          "open_amount",
          "overdue_amount",
          "overdue_max_days",
          "dunning_level",
          "dunning_level_max",
          "invoices_paid",
          "invoices_paid_late",
          "median_days_to_pay",
          "write_offs",
          "last_payment_method");

  private final EarlierOrders recent = new EarlierOrders(List.of(MONTH, YEAR), List.of());
  private Map<String, Invoice> open = new HashMap<>();

  /** Open invoices by the moment from which on they are overdue. */
  private final TreeMap<Long, Due> notYetDue = new TreeMap<>();

  private final TreeMap<Long, Due> overdue = new TreeMap<>();
  private final TreeMap<Integer, Integer> openByLevel = new TreeMap<>();
  private final TreeMap<Integer, Integer> paidByDays = new TreeMap<>();

  private long orders;
  private long amountTotal;
  private long amountMax;
  private long items;
  private long itemsReturned;
  private long cancelled;
  private long firstOrder = Long.MAX_VALUE;
  private long lastOrder = Long.MIN_VALUE;
  private @Nullable String lastMethod;
  private long openAmount;
  private long overdueAmount;
  private int highestLevel;
  private long paid;
  private long paidLate;
  private long writeOffs;

  /** Open invoices that are due at the same moment. */
  private static final class Due {
    private int count;
    private long amount;
  }

  private static final class Invoice {
    private final long amount;
    private final long due;
    private int level;

    Invoice(long amount, long due) {
      this.amount = amount;
      this.due = due;
    }
  }

  /** For the next customer. */
  void clear() {
    recent.clear();
    // Clearing it would keep its table, and walk through it for every later customer.
    open = new HashMap<>();
    notYetDue.clear();
    overdue.clear();
    openByLevel.clear();
    paidByDays.clear();
    orders = amountTotal = amountMax = items = itemsReturned = cancelled = 0;
    firstOrder = Long.MAX_VALUE;
    lastOrder = Long.MIN_VALUE;
    lastMethod = null;
    openAmount = overdueAmount = 0;
    highestLevel = 0;
    paid = paidLate = writeOffs = 0;
  }

  /**
   * @throws ArithmeticException when amounts are too large to add
   */
  void ship(long moment, String order, CustomerNote.Shipped note) {
    orders++;
    recent.note(moment, note.orderTime(), EarlierOrders.NOBODY);
    amountTotal = Math.addExact(amountTotal, note.amount());
    amountMax = Math.max(amountMax, note.amount());
    items += note.items();
    firstOrder = Math.min(firstOrder, note.orderTime());
    if (note.orderTime() > lastOrder) {
      lastOrder = note.orderTime();
      lastMethod = note.method();
    }
    if (note.deferred() > 0) {
      openAmount = Math.addExact(openAmount, note.deferred());
      open.put(order, new Invoice(note.deferred(), note.due()));
      openByLevel.merge(0, 1, Integer::sum);
      // A moment stands in one of both only, also when the shipment became known late.
      boolean isDue = overdue.containsKey(note.due());
      Due due = (isDue ? overdue : notYetDue).computeIfAbsent(note.due(), time -> new Due());
      due.count++;
      due.amount += note.deferred();
      overdueAmount += isDue ? note.deferred() : 0;
    }
  }

  int openInvoices() {
    return open.size();
  }

  void cancel() {
    cancelled++;
  }

  void takeBack(int pieces) {
    itemsReturned += pieces;
  }

  void remind(String order, int level) {
    Invoice invoice = open.get(order);
    if (invoice != null) {
      decrement(openByLevel, invoice.level);
      invoice.level = level;
      openByLevel.merge(level, 1, Integer::sum);
      highestLevel = Math.max(highestLevel, level);
    }
  }

  /**
   * @param days from shipment to payment
   */
  void pay(String order, long days, boolean late) {
    close(order);
    paid++;
    paidLate += late ? 1 : 0;
    paidByDays.merge((int) Math.min(MOST_DAYS, Math.max(0, days)), 1, Integer::sum);
  }

  void writeOff(String order) {
    close(order);
    writeOffs++;
  }

  private void close(String order) {
    Invoice invoice = open.remove(order);
    if (invoice == null) {
      return;
    }
    openAmount -= invoice.amount;
    decrement(openByLevel, invoice.level);
    boolean wasDue = overdue.containsKey(invoice.due);
    TreeMap<Long, Due> where = wasDue ? overdue : notYetDue;
    Due due = where.get(invoice.due);
    if (due != null) {
      due.amount -= invoice.amount;
      overdueAmount -= wasDue ? invoice.amount : 0;
      if (--due.count == 0) {
        where.remove(invoice.due);
      }
    }
  }

  private static void decrement(Map<Integer, Integer> counts, int key) {
    int left = counts.getOrDefault(key, 0) - 1;
    if (left > 0) {
      counts.put(key, left);
    } else {
      counts.remove(key);
    }
  }

  /** The fields of the block as of a moment, without braces. */
  String block(long moment) {
    Map<Long, Due> nowDue = notYetDue.headMap(moment);
    overdue.putAll(nowDue);
    for (Due due : nowDue.values()) {
      overdueAmount += due.amount;
    }
    nowDue.clear();
    long overdueDays = overdue.isEmpty() ? 0 : (moment - overdue.firstKey()) / Window.DAY;
    StringBuilder out = new StringBuilder(600);
    time(out, "as_of", moment);
    number(out, "orders_total", orders);
    number(out, "orders_30d", recent.orders(moment, MONTH));
    number(out, "orders_12m", recent.orders(moment, YEAR));
    text(out, "amount_total", Money.text(amountTotal));
    text(out, "amount_max", Money.text(amountMax));
    number(out, "items_total", items);
    number(out, "items_returned", itemsReturned);
    number(out, "orders_cancelled", cancelled);
    if (orders > 0) {
      time(out, "first_order_at", firstOrder);
      time(out, "last_order_at", lastOrder);
    }
    number(out, "open_invoices", open.size());
    text(out, "open_amount", Money.text(openAmount));
    text(out, "overdue_amount", Money.text(overdueAmount));
    number(out, "overdue_max_days", overdueDays);
    number(out, "dunning_level", openByLevel.isEmpty() ? 0 : openByLevel.lastKey());
    number(out, "dunning_level_max", highestLevel);
    number(out, "invoices_paid", paid);
    number(out, "invoices_paid_late", paidLate);
    if (paid > 0) {
      text(out, "median_days_to_pay", median());
    }
    number(out, "write_offs", writeOffs);
    if (lastMethod != null) {
      text(out, "last_payment_method", Json.text(lastMethod).compact());
    }
    return out.toString();
  }

  /** With an even number, the mean of the two in the middle. */
  private String median() {
    long lower = (paid - 1) / 2;
    long upper = paid / 2;
    long seen = 0;
    int low = -1;
    for (Map.Entry<Integer, Integer> entry : paidByDays.entrySet()) {
      seen += entry.getValue();
      if (low < 0 && seen > lower) {
        low = entry.getKey();
      }
      if (seen > upper) {
        int sum = low + entry.getKey();
        return sum / 2 + (sum % 2 == 0 ? "" : ".5");
      }
    }
    throw new IllegalStateException("fewer payments than were counted");
  }

  private static void number(StringBuilder out, String name, long value) {
    text(out, name, Long.toString(value));
  }

  private static void time(StringBuilder out, String name, long nanos) {
    String text =
        Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND))
            .toString();
    text(out, name, '"' + text + '"');
  }

  private static void text(StringBuilder out, String name, String json) {
    out.append(out.length() == 0 ? "\"" : ",\"").append(name).append("\":").append(json);
  }
}
