package io.tandem.featurecontainer.history;

import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What is read.
 *
 * @param records orders that get their blocks; read twice
 * @param otherOrders orders that only count for others
 * @param events what happened to both
 */
public record HistoryFiles(
    List<RecordFile> records, List<RecordFile> otherOrders, List<RecordFile> events) {
  public HistoryFiles {
    records = List.copyOf(records);
    otherOrders = List.copyOf(otherOrders);
    events = List.copyOf(events);
  }

  /** In the order of their places. */
  public List<RecordFile> all() {
    List<RecordFile> all = new ArrayList<>(records);
    all.addAll(otherOrders);
    all.addAll(events);
    return all;
  }

  /**
   * Makes places of lines, which sort as the lines do, and lines of places. A place ends with a
   * checksum of its line: records are read twice, and a file may change meanwhile.
   */
  static final class Places {
    /** Of the file and the line. */
    private static final int LINE_BYTES = Integer.BYTES + Long.BYTES;

    private static final int BYTES = LINE_BYTES + Long.BYTES;

    private final List<RecordFile> files;
    private final Map<RecordFile, Integer> numbers = new HashMap<>();

    Places(HistoryFiles read) {
      files = read.all();
      for (RecordFile file : files) {
        numbers.putIfAbsent(file, numbers.size());
      }
    }

    /** Of the line that the batch is at. */
    byte[] of(RecordBatch batch) {
      int number = numbers.getOrDefault(batch.file(), 0);
      return ByteBuffer.allocate(BYTES)
          .putInt(number)
          .putLong(batch.line())
          .putLong(checksum(batch))
          .array();
    }

    /** Two polynomials, each of 32 bits; the JVM has instructions for both. */
    private static long checksum(RecordBatch batch) {
      CRC32 one = new CRC32();
      one.update(batch.bytes(), batch.offset(), batch.length());
      CRC32C other = new CRC32C();
      other.update(batch.bytes(), batch.offset(), batch.length());
      return one.getValue() << Integer.SIZE | other.getValue();
    }

    /** Whether both are of the same line of the same file, whatever the line holds. */
    static boolean isSameLine(byte[] place, byte[] other) {
      return Arrays.equals(place, 0, LINE_BYTES, other, 0, LINE_BYTES);
    }

    /** {@code orders.jsonl:3} */
    String text(byte[] place) {
      ByteBuffer bytes = ByteBuffer.wrap(place);
      return files.get(bytes.getInt()).place(bytes.getLong());
    }
  }
}
