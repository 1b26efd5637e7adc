package io.tandem.sharedfeatures.order;

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

  SourceCounts(int slots) {
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
    add(orders);
  }

  void add(int slot, MissingReason cause) {
    add(slot * MissingReason.COUNT + cause.code);
  }

  private long get(int slot, MissingReason cause) {
    return counts.getOpaque(slot * MissingReason.COUNT + cause.code);
  }

  private void add(int index) {
    counts.setOpaque(index, counts.getPlain(index) + 1);
  }
}
