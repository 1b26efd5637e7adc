package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.fault.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Records that cannot be used, the same fault together, as the rows of a partition carry them to
 * the driver. There are as many groups as the definition has sources and ways to be wrong. Not
 * thread-safe.
 */
final class RejectedRecords {
  private static final int MAX_NAMED = 20;

  private final Map<String, Group> groups = new TreeMap<>();

  /** The records with one fault; the first of them stands for all. */
  private record Group(String file, long start, long number, String fault, long count) {
    static final Comparator<Group> BY_PLACE =
        Comparator.comparing(Group::file)
            .thenComparingLong(Group::start)
            .thenComparingLong(Group::number);

    Group merge(Group other) {
      Group first = BY_PLACE.compare(this, other) <= 0 ? this : other;
      return new Group(first.file, first.start, first.number, first.fault, count + other.count);
    }

    @Override
    public String toString() {
      String first = Records.place(file, start, number) + ": " + fault;
      return count == 1 ? first : first + " (and " + (count - 1) + " more like it)";
    }
  }

  /** The record that they are at. */
  void add(Records at, Rejection rejection) {
    Group group = new Group(at.file(), at.start(), at.number(), rejection.toString(), 1);
    groups.merge(rejection.kind(), group, Group::merge);
  }

  void merge(RejectedRecords other) {
    other.groups.forEach((kind, group) -> groups.merge(kind, group, Group::merge));
  }

  long count() {
    return groups.values().stream().mapToLong(Group::count).sum();
  }

  /** A line per fault, the most frequent first, each with the place of its first record. */
  String lines() {
    String named =
        groups.values().stream()
            .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group.BY_PLACE))
            .limit(MAX_NAMED)
            .map(group -> "\n  " + group)
            .collect(Collectors.joining());
    int more = groups.size() - MAX_NAMED;
    return more > 0 ? named + "\n  ... and " + more + " more kinds of fault" : named;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(groups.size());
      for (Map.Entry<String, Group> entry : groups.entrySet()) {
        Group group = entry.getValue();
        out.writeUTF(entry.getKey());
        out.writeUTF(group.file);
        out.writeLong(group.start);
        out.writeLong(group.number);
        out.writeUTF(group.fault);
        out.writeLong(group.count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static RejectedRecords ofBytes(byte[] bytes) {
    RejectedRecords rejected = new RejectedRecords();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        String kind = in.readUTF();
        rejected.groups.put(
            kind,
            new Group(in.readUTF(), in.readLong(), in.readLong(), in.readUTF(), in.readLong()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rejected;
  }
}
