package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.fault.RejectionGroups;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Records that cannot be used, the same fault together, as the rows of a partition carry them to
 * the driver. Not thread-safe.
 */
final class RejectedRecords {
  private static final int MAX_NAMED = 20;

  private final RejectionGroups<Records.Place> groups = new RejectionGroups<>();

  /** What else there is to say of a record that cannot be used; asked once per kind of fault. */
  @FunctionalInterface
  interface Hint {
    /** For the end of a fault; may be empty. */
    String of(byte[] json, int offset, int length);
  }

  /** The record that they are at. */
  void add(Records at, Rejection rejection, Hint hint) {
    Records.Place place = at.place();
    byte[] json = at.bytes();
    groups.add(
        rejection.kind(), place, () -> place + ": " + rejection + hint.of(json, 0, json.length));
  }

  void merge(RejectedRecords other) {
    groups.merge(other.groups);
  }

  long count() {
    return groups.count();
  }

  /** A line per fault, the most frequent first, each with the place of its first record. */
  String lines() {
    return groups.lines(MAX_NAMED).stream()
        .map(line -> "\n  " + line)
        .collect(Collectors.joining());
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(groups.byKind().size());
      for (Map.Entry<String, RejectionGroups.Group<Records.Place>> entry :
          groups.byKind().entrySet()) {
        RejectionGroups.Group<Records.Place> group = entry.getValue();
        out.writeUTF(entry.getKey());
        out.writeUTF(group.place().file());
        out.writeLong(group.place().start());
        out.writeLong(group.place().number());
        out.writeUTF(group.first());
        out.writeLong(group.count());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Of all partitions, in one job: a task merges what they give, and the driver gets one. */
  static RejectedRecords ofAll(Dataset<byte[]> partitions) {
    Dataset<byte[]> merged =
        partitions
            .repartition(1)
            .mapPartitions(
                (Iterator<byte[]> some) -> List.of(merged(some).toBytes()).iterator(),
                Encoders.BINARY());
    return merged(merged.collectAsList().iterator());
  }

  private static RejectedRecords merged(Iterator<byte[]> some) {
    RejectedRecords all = new RejectedRecords();
    some.forEachRemaining(bytes -> all.merge(ofBytes(bytes)));
    return all;
  }

  static RejectedRecords ofBytes(byte[] bytes) {
    RejectedRecords rejected = new RejectedRecords();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        String kind = in.readUTF();
        Records.Place place = new Records.Place(in.readUTF(), in.readLong(), in.readLong());
        rejected.groups.add(kind, new RejectionGroups.Group<>(place, in.readUTF(), in.readLong()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rejected;
  }
}
