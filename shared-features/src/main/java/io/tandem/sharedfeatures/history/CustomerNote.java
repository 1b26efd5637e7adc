package io.tandem.sharedfeatures.history;

import org.jspecify.annotations.Nullable;

/**
 * What became known about an order of a customer, with all that the customer's history needs to
 * know of the order, so that it need not remember it.
 */
sealed interface CustomerNote {
  /** When an invoice is due of which nobody says so. */
  long NEVER = Long.MAX_VALUE;

  void writeTo(RowBytes row);

  /** What {@link #writeTo} wrote. */
  static CustomerNote read(RowReader row) {
    EventKind kind = EventKind.of(row.getByte());
    return switch (kind) {
      case SHIPPED ->
          new Shipped(
              row.getLong(),
              row.getLong(),
              row.getInt(),
              row.getText(),
              row.getLong(),
              row.getLong(),
              row.getBytes());
      case RETURNED -> new Returned(row.getInt());
      case REMINDED -> new Reminded(row.getInt());
      case PAID -> new Paid(row.getLong(), row.getByte() == 1);
      case WRITTEN_OFF -> new WrittenOff();
      case CANCELLED -> new Cancelled();
      case OTHER -> throw new IllegalStateException("no note is of another kind");
    };
  }

  /**
   * @param orderTime when the order was placed, in nanoseconds since 1970
   * @param amount of the order, as {@link Money}
   * @param deferred what its invoice asks for; 0 when there is none
   * @param due when that is overdue
   * @param place where the shipment was read
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Shipped(
      long orderTime,
      long amount,
      int items,
      @Nullable String method,
      long deferred,
      long due,
      byte[] place)
      implements CustomerNote {
    @Override
    public void writeTo(RowBytes row) {
      row.putByte(EventKind.SHIPPED.code)
          .putLong(orderTime)
          .putLong(amount)
          .putInt(items)
          .putText(method)
          .putLong(deferred)
          .putLong(due)
          .putBytes(place);
    }
  }

  record Returned(int items) implements CustomerNote {
    @Override
    public void writeTo(RowBytes row) {
      row.putByte(EventKind.RETURNED.code).putInt(items);
    }
  }

  record Reminded(int level) implements CustomerNote {
    @Override
    public void writeTo(RowBytes row) {
      row.putByte(EventKind.REMINDED.code).putInt(level);
    }
  }

  /**
   * @param days from shipment to payment
   */
  record Paid(long days, boolean late) implements CustomerNote {
    @Override
    public void writeTo(RowBytes row) {
      row.putByte(EventKind.PAID.code).putLong(days).putByte(late ? 1 : 0);
    }
  }

  record WrittenOff() implements CustomerNote {
    @Override
    public void writeTo(RowBytes row) {
      row.putByte(EventKind.WRITTEN_OFF.code);
    }
  }

  record Cancelled() implements CustomerNote {
    @Override
    public void writeTo(RowBytes row) {
      row.putByte(EventKind.CANCELLED.code);
    }
  }
}
