package io.tandem.featurecontainer.history;

import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** Makes places of lines, which sort as the lines do, and lines of places. */
  static final class Places {
    static final int BYTES = Integer.BYTES + Long.BYTES;

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
      return ByteBuffer.allocate(BYTES).putInt(number).putLong(batch.line()).array();
    }

    /** {@code orders.jsonl:3} */
    String text(byte[] place) {
      ByteBuffer bytes = ByteBuffer.wrap(place);
      return files.get(bytes.getInt()).place(bytes.getLong());
    }
  }
}
