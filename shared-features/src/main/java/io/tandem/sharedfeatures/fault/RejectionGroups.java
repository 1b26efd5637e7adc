package io.tandem.sharedfeatures.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Records that cannot be used, the same fault together: ten thousand records without a label are
 * one line. There are as many groups as the definition has sources and ways to be wrong. They
 * depend on the set of records alone, however these were spread over parts. Not thread-safe: one
 * per thread, then {@link #merge}.
 *
 * @param <P> where a record stands, in the order of the input
 */
public final class RejectionGroups<P extends Comparable<P>> {
  private final Map<String, Group<P>> groups = new TreeMap<>();

  /**
   * The records with one fault.
   *
   * @param place of the first of them, which stands for all
   * @param first its place and fault, for people
   * @param count at least 1
   */
  public record Group<P extends Comparable<P>>(P place, String first, long count) {
    private Group<P> merge(Group<P> other) {
      Group<P> earlier = place.compareTo(other.place) <= 0 ? this : other;
      return new Group<>(earlier.place, earlier.first, count + other.count);
    }

    @Override
    public String toString() {
      return count == 1 ? first : first + " (and " + (count - 1) + " more like it)";
    }
  }

  /**
   * Counts a record.
   *
   * @param kind of its fault, see {@link Rejection#kind}
   * @param words for people; only asked when it is the first of its kind so far
   */
  public void add(String kind, P place, Supplier<String> words) {
    Group<P> group = groups.get(kind);
    boolean isFirst = group == null || place.compareTo(group.place) < 0;
    add(kind, new Group<>(place, isFirst ? words.get() : "", 1));
  }

  /** Takes over a group of another part. */
  public void add(String kind, Group<P> group) {
    groups.merge(kind, group, Group::merge);
  }

  /** Takes over what another part has. */
  public void merge(RejectionGroups<P> other) {
    other.groups.forEach(this::add);
  }

  /** By kind of fault, for whoever sends them elsewhere; not to be changed. */
  public Map<String, Group<P>> byKind() {
    return Collections.unmodifiableMap(groups);
  }

  /** Of records. */
  public long count() {
    return groups.values().stream().mapToLong(Group::count).sum();
  }

  /**
   * A line per fault, the most frequent first, each with the place of its first record: {@code
   * orders.jsonl:4: $.order.amount is required (and 9999 more like it)}.
   *
   * @param max of faults; a line more says how many were left out
   */
  public List<String> lines(int max) {
    List<String> lines = new ArrayList<>();
    groups.values().stream()
        .sorted(
            Comparator.<Group<P>>comparingLong(Group::count).reversed().thenComparing(Group::place))
        .limit(max)
        .forEach(group -> lines.add(group.toString()));
    if (groups.size() > max) {
      lines.add("... and " + (groups.size() - max) + " more kinds of fault");
    }
    return lines;
  }
}
