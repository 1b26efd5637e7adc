package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.definition.Misplaced;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Row;

/**
 * The records of a partition, gone through one after the other; blank ones are passed over. Used by
 * one thread.
 */
final class Records {
  /** As long as the feature container takes them. */
  private static final int MAX_BYTES = 25 << 20;

  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};

  private final Iterator<Row> rows;
  private byte[] bytes = {};
  private String file = "";
  private long start;
  private long number;

  Records(Iterator<Row> rows) {
    this.rows = rows;
  }

  /**
   * Goes to the next record; false after the last one.
   *
   * @throws JobFailure when a file cannot be read on, or a record is too long
   */
  boolean next() {
    while (advance()) {
      if (isFirstOfFile() && isOfParquet()) {
        throw new JobFailure(
            file + ": is a Parquet file; name the column that holds the records, by --column");
      }
      if (bytes.length > MAX_BYTES) {
        throw new JobFailure(
            place() + ": is longer than " + (MAX_BYTES >> 20) + " MiB; expected one record");
      }
      if (!isBlank()) {
        return true;
      }
    }
    return false;
  }

  private boolean advance() {
    Row row;
    try {
      if (!rows.hasNext()) {
        return false;
      }
      row = rows.next();
    } catch (Exception e) {
      throw unreadable(InputFileBlockHolder.getInputFilePath().toString(), JobFailure.rootOf(e));
    }
    String path = row.getString(1);
    if (!path.equals(file) || row.getLong(2) != start) {
      file = path;
      start = row.getLong(2);
      number = 0;
    }
    number++;
    bytes = row.isNullAt(0) ? new byte[0] : (byte[]) row.get(0);
    return true;
  }

  /** Half a packed file, a vanished one: Spark's own message does not always name it. */
  private static JobFailure unreadable(String file, Throwable root) {
    if (file.endsWith(".zst") && JobFailure.firstLine(root).contains("native")) {
      return new JobFailure(
          file
              + ": cannot be unpacked: .zst needs Hadoop's native library with zstd, which this"
              + " cluster lacks; give .gz or plain files");
    }
    return new JobFailure("%s: cannot be read: %s".formatted(file, root));
  }

  /**
   * Looks at the record if it is the first one of a file.
   *
   * @throws JobFailure when it is not what is wanted
   */
  void checkFirst(Misplaced misplaced) {
    if (isFirstOfFile()) {
      misplaced
          .fault(bytes, 0, bytes.length)
          .ifPresent(
              words -> {
                throw new JobFailure(place() + ": " + words);
              });
    }
  }

  private boolean isFirstOfFile() {
    return start == 0 && number == 1;
  }

  /** As its files begin, and JSON never does. */
  private boolean isOfParquet() {
    return bytes.length >= PARQUET.length
        && Arrays.equals(bytes, 0, PARQUET.length, PARQUET, 0, PARQUET.length);
  }

  private boolean isBlank() {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the record is. */
  Place place() {
    return new Place(file, start, number);
  }

  /**
   * Where a record is.
   *
   * @param start of the split in its file, in bytes; a line's number in the file is not to be had
   * @param number of the record in its split, from 1
   */
  record Place(String file, long start, long number) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::file)
            .thenComparingLong(Place::start)
            .thenComparingLong(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }

    /** Bytes that sort as the places do. */
    byte[] toBytes() {
      byte[] path = file.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(path.length + 1 + 2 * Long.BYTES)
          .put(path)
          .put((byte) 0)
          .putLong(start)
          .putLong(number)
          .array();
    }

    static Place ofBytes(byte[] bytes) {
      int end = bytes.length - 1 - 2 * Long.BYTES;
      ByteBuffer numbers = ByteBuffer.wrap(bytes, end + 1, 2 * Long.BYTES);
      return new Place(
          new String(bytes, 0, end, StandardCharsets.UTF_8), numbers.getLong(), numbers.getLong());
    }

    /** For people: {@code s3://bucket/orders.jsonl, record 3 from byte 134217728}. */
    @Override
    public String toString() {
      return start == 0
          ? file + ":" + number
          : "%s, record %d from byte %d".formatted(file, number, start);
    }
  }
}
