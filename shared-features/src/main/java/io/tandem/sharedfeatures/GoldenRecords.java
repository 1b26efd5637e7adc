package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.text.Murmur3;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The training records that golden orders are made of: those with the smallest hashes, a choice
 * that any order and split of records agrees on. Of records of more than {@link #SMALL} bytes there
 * is only one, the shortest, and only when there is no other, so that little is held. Not
 * thread-safe.
 */
final class GoldenRecords {
  /** Bytes of a record; the order format's longest ones have about as many. */
  static final int SMALL = 1 << 16;

  private final TreeSet<Kept> kept =
      new TreeSet<>(
          Comparator.comparingInt(Kept::excess)
              .thenComparingInt(Kept::hash)
              .thenComparing(Kept::bytes, Arrays::compareUnsigned));

  @SuppressWarnings("ArrayRecordComponent") // never changed, compared by the set's order
  private record Kept(int hash, byte[] bytes) {
    int excess() {
      return Math.max(SMALL, bytes.length);
    }
  }

  void add(byte[] json, int offset, int length) {
    int hash = Murmur3.hash(json, offset, length, 0);
    if (kept.size() < GoldenOrder.KEPT || (length <= SMALL && hash <= kept.last().hash)) {
      add(new Kept(hash, Arrays.copyOfRange(json, offset, offset + length)));
    }
  }

  private void add(Kept record) {
    kept.add(record);
    while (kept.size() > GoldenOrder.KEPT
        || (kept.size() > 1 && kept.last().bytes.length > SMALL)) {
      kept.pollLast();
    }
  }

  void merge(GoldenRecords other) {
    other.kept.forEach(this::add);
  }

  /** By hash. */
  void write(StateOutput out) {
    out.number(kept.size());
    kept.forEach(record -> out.bytes(record.bytes));
  }

  void read(StateInput in) {
    int records = in.size(1);
    if (records > GoldenOrder.KEPT) {
      throw StateInput.broken("has more than " + GoldenOrder.KEPT + " records for golden orders");
    }
    for (int i = 0; i < records; i++) {
      byte[] record = in.bytes();
      add(record, 0, record.length);
    }
  }

  /** By hash. */
  List<byte[]> all() {
    return kept.stream().map(Kept::bytes).toList();
  }
}
