package io.tandem.featurecontainer.records;

import io.tandem.sharedfeatures.fault.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that cannot be used, the same fault together: ten thousand records without a label are
 * one line. There are as many groups as the definition has sources and ways to be wrong. Not
 * thread-safe: one per thread, then {@link #merge}.
 */
public final class RejectedRecords {
  private final Map<String, Group> groups = new HashMap<>();
  private final Map<RecordFile, Integer> order = new HashMap<>();
  private final Hint hint;
  private long count;

  /** The records with one fault; the first of them stands for all. */
  private record Group(int file, long line, String first, long count) {
    static final Comparator<Group> BY_PLACE =
        Comparator.comparingInt(Group::file).thenComparingLong(Group::line);

    Group merge(Group other) {
      Group earlier = BY_PLACE.compare(this, other) <= 0 ? this : other;
      return new Group(earlier.file, earlier.line, earlier.first, count + other.count);
    }

    @Override
    public String toString() {
      return count == 1 ? first : first + " (and " + (count - 1) + " more like it)";
    }
  }

  /** What else there is to say of a line that cannot be used; asked once per kind of fault. */
  @FunctionalInterface
  public interface Hint {
    /** For the end of a fault; may be empty. */
    String of(byte[] bytes, int offset, int length);
  }

  /**
   * @param files in the order of the input
   */
  public RejectedRecords(List<RecordFile> files, Hint hint) {
    this.hint = hint;
    files.forEach(file -> order.putIfAbsent(file, order.size()));
  }

  /** The line that the batch is at. */
  public void add(RecordBatch batch, Rejection rejection) {
    count++;
    int file = order.getOrDefault(batch.file(), 0);
    String kind = rejection.kind();
    // A thread takes its batches in the order of the input: the first of a kind stands for it.
    String first = groups.containsKey(kind) ? "" : words(batch, rejection);
    groups.merge(kind, new Group(file, batch.line(), first, 1), Group::merge);
  }

  private String words(RecordBatch batch, Rejection rejection) {
    String more = hint.of(batch.bytes(), batch.offset(), batch.length());
    return batch.place() + ": " + rejection + more;
  }

  /** Takes over what another one of the same files has. */
  public void merge(RejectedRecords other) {
    count += other.count;
    other.groups.forEach((kind, group) -> groups.merge(kind, group, Group::merge));
  }

  public long count() {
    return count;
  }

  /**
   * A line per fault, the most frequent first, each with the place of its first record: {@code
   * orders.jsonl:4: $.order.amount is required (and 9999 more like it)}.
   */
  public List<String> lines(int max) {
    List<String> lines = new ArrayList<>();
    groups.values().stream()
        .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group.BY_PLACE))
        .limit(max)
        .forEach(group -> lines.add(group.toString()));
    if (groups.size() > max) {
      lines.add("... and " + (groups.size() - max) + " more kinds of fault");
    }
    return lines;
  }
}
