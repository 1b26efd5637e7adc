package io.tandem.featurecontainer.records;

import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.fault.RejectionGroups;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines that cannot be used, the same fault together. Not thread-safe: one per thread, then {@link
 * #merge}.
 */
public final class RejectedRecords {
  private final RejectionGroups<Line> groups = new RejectionGroups<>();
  private final Map<RecordFile, Integer> order = new HashMap<>();
  private final Hint hint;

  /**
   * @param file its place among the files
   */
  private record Line(int file, long line) implements Comparable<Line> {
    private static final Comparator<Line> ORDER =
        Comparator.comparingInt(Line::file).thenComparingLong(Line::line);

    @Override
    public int compareTo(Line other) {
      return ORDER.compare(this, other);
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
    Line line = new Line(order.getOrDefault(batch.file(), 0), batch.line());
    groups.add(rejection.kind(), line, () -> words(batch, rejection));
  }

  private String words(RecordBatch batch, Rejection rejection) {
    String more = hint.of(batch.bytes(), batch.offset(), batch.length());
    return batch.place() + ": " + rejection + more;
  }

  /** Takes over what another one of the same files has. */
  public void merge(RejectedRecords other) {
    groups.merge(other.groups);
  }

  public long count() {
    return groups.count();
  }

  /** See {@link RejectionGroups#lines}. */
  public List<String> lines(int max) {
    return groups.lines(max);
  }
}
