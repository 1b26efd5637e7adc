package io.tandem.sharedfeatures.order;

import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many values of each source were missing, of the wrong type, out of range, or unknown time
 * zones, in all that one reader has read: one per order, or one per element for the sources of an
 * array. A value counts whether the source's policy makes it missing or rejects the order; of a
 * rejected order only what it was rejected for counts, and what had been of the wrong type, out of
 * range or an unknown time zone before.
 *
 * <p>One thread counts, any thread may read: each figure is up to date soon, none is ever torn.
 */
public final class SourceCounts {
  private final AtomicLongArray counts;
  private final int orders;

  public SourceCounts(int slots) {
    this.orders = slots * MissingReason.COUNT;
    this.counts = new AtomicLongArray(orders + 1);
  }

  /** Orders that were read, those not rejected. */
  public long orders() {
    return counts.getOpaque(orders);
  }

  /** Absent, null or blank. */
  public long missing(int slot) {
    return get(slot, MissingReason.ABSENT) + get(slot, MissingReason.EMPTY);
  }

  public long wrongType(int slot) {
    return get(slot, MissingReason.WRONG_TYPE);
  }

  public long outOfRange(int slot) {
    return get(slot, MissingReason.OUT_OF_RANGE);
  }

  public long unknownZone(int slot) {
    return get(slot, MissingReason.UNKNOWN_ZONE);
  }

  /** Only by the thread that reads orders, here and below. */
  void addOrder() {
    add(orders, 1);
  }

  void add(int slot, MissingReason cause) {
    add(slot * MissingReason.COUNT + cause.code, 1);
  }

  /** Reasons of one source, those of {@link MissingReason} in its order. */
  public void write(int slot, StateOutput out) {
    for (int code = 0; code < MissingReason.COUNT; code++) {
      out.number(counts.getOpaque(slot * MissingReason.COUNT + code));
    }
  }

  /** Adds what {@link #write} wrote, maybe of a source that stood in another slot. */
  public void read(int slot, StateInput in) {
    for (int code = 0; code < MissingReason.COUNT; code++) {
      add(slot * MissingReason.COUNT + code, in.number());
    }
  }

  /** Only by the thread that reads orders. */
  public void addOrders(long more) {
    add(orders, more);
  }

  /** Only by the thread that reads orders. */
  public void addAll(SourceCounts other) {
    for (int i = 0; i <= orders; i++) {
      add(i, other.counts.getOpaque(i));
    }
  }

  private long get(int slot, MissingReason cause) {
    return counts.getOpaque(slot * MissingReason.COUNT + cause.code);
  }

  private void add(int index, long more) {
    counts.setOpaque(index, counts.getPlain(index) + more);
  }
}
