package io.tandem.sparkfeatures;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.tandem.sharedfeatures.history.Finding;
import io.tandem.sharedfeatures.history.HistoryDefinition;
import io.tandem.sharedfeatures.history.HistoryException;
import io.tandem.sharedfeatures.history.HistoryRows;
import io.tandem.sharedfeatures.history.KeyHistories;
import io.tandem.sharedfeatures.history.OrderLives;
import io.tandem.sharedfeatures.history.RecordBlocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Computes histories on the cluster: the steps of {@code io.tandem.sharedfeatures.history} with a
 * shuffle between them.
 */
final class HistoryJob {
  /** Either a row, or what was found of an order or event that is not as it should be. */
  private static final StructType FOLLOWED =
      new StructType()
          .add("row", DataTypes.BinaryType)
          .add("finding", DataTypes.StringType)
          .add("place", DataTypes.BinaryType);

  /** Part of the block of a record, or, behind all of them, the record. */
  private static final StructType PART =
      new StructType()
          .add("order", DataTypes.BinaryType, false)
          .add("place", DataTypes.BinaryType, false)
          .add("kind", DataTypes.IntegerType, false)
          .add("part", DataTypes.BinaryType, false);

  /** Behind the kinds of all parts. */
  private static final int RECORD = 1_000;

  /** Of the bytes of a row; those of a key have the same ones. */
  private static final int HASH_BYTES = 8;

  private final byte[] definition;
  private final boolean skipRejected;
  private final Observation findings = new Observation("findings");

  HistoryJob(byte[] definition, boolean skipRejected) {
    this.definition = definition.clone();
    this.skipRejected = skipRejected;
  }

  /**
   * The records with their blocks, as one column of bytes.
   *
   * @param rows of all orders and events, as {@link HistoryInput} makes them
   * @param records those that get their blocks
   */
  Dataset<byte[]> run(Dataset<Row> rows, Dataset<Row> records) {
    byte[] written = definition;
    boolean skip = skipRejected;
    Dataset<Row> followed =
        sorted(rows)
            .mapPartitions(
                (Iterator<Row> some) -> new Followed(written, some, skip), Encoders.row(FOLLOWED));
    Dataset<Row> parts =
        sorted(observed(followed))
            .mapPartitions((Iterator<Row> some) -> new Parts(written, some), Encoders.row(PART));
    return parts
        .union(
            records.mapPartitions(
                (Iterator<Row> some) -> new Whole(written, new Records(some)), Encoders.row(PART)))
        .repartition(col("order"))
        .sortWithinPartitions("order", "place", "kind")
        .mapPartitions((Iterator<Row> some) -> new Joined(written, some), Encoders.BINARY());
  }

  /** All rows of a key together, in their order. */
  private static Dataset<Row> sorted(Dataset<Row> rows) {
    return rows.where(col("row").isNotNull())
        .repartition(col("row").substr(1, HASH_BYTES))
        .sortWithinPartitions("row");
  }

  private Dataset<Row> observed(Dataset<Row> followed) {
    List<Column> columns = new ArrayList<>();
    for (Finding finding : Finding.values()) {
      Column is = col("finding").equalTo(lit(finding.name()));
      columns.add(count(when(is, 1)).as(finding.name() + "_count"));
      columns.add(min(when(is, col("place"))).as(finding.name() + "_first"));
    }
    return followed.observe(
        findings, columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new));
  }

  /** A line for each kind of finding, with the place of the first, once the job has run. */
  List<String> warnings() {
    Map<String, Object> counts = ClusterSession.counts(findings);
    List<String> warnings = new ArrayList<>();
    for (Finding finding : Finding.values()) {
      if (counts.get(finding.name() + "_count") instanceof Long count
          && counts.get(finding.name() + "_first") instanceof byte[] first) {
        String words = Records.Place.ofBytes(first) + ": " + finding.words();
        warnings.add(count == 1 ? words : words + " (and " + (count - 1) + " more like it)");
      }
    }
    return warnings;
  }

  /**
   * Rows that a step gives one after the other, none or several for each that it takes: nothing is
   * held but what one of them gave. Used by one thread.
   */
  abstract static class Step<T> implements Iterator<T> {
    private final Queue<T> ready = new ArrayDeque<>();
    private boolean ended;

    /** Takes one more, which may give rows; false when there is none any more. */
    abstract boolean step();

    /** Gives a row. */
    final void give(T row) {
      ready.add(row);
    }

    @Override
    public final boolean hasNext() {
      while (ready.isEmpty() && !ended) {
        ended = !step();
      }
      return !ready.isEmpty();
    }

    @Override
    public final T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }

  private static final class Followed extends Step<Row> {
    private final Iterator<Row> rows;
    private final OrderLives lives;

    Followed(byte[] definition, Iterator<Row> rows, boolean skipRejected) {
      this.rows = rows;
      this.lives =
          new OrderLives(
              HistoryDefinition.read(definition),
              row -> give(RowFactory.create(row, null, null)),
              (finding, place) -> {
                if (finding == Finding.OTHER_ORDER && !skipRejected) {
                  throw new JobFailure(Records.Place.ofBytes(place) + ": " + finding.words());
                }
                give(RowFactory.create(null, finding.name(), place));
              });
    }

    @Override
    boolean step() {
      if (!rows.hasNext()) {
        return false;
      }
      lives.accept((byte[]) rows.next().get(0));
      return true;
    }
  }

  private static final class Parts extends Step<Row> {
    private final Iterator<Row> rows;
    private final KeyHistories histories;

    Parts(byte[] definition, Iterator<Row> rows) {
      this.rows = rows;
      this.histories =
          new KeyHistories(
              HistoryDefinition.read(definition),
              (order, place, kind, part) -> give(RowFactory.create(order, place, kind, part)));
    }

    @Override
    boolean step() {
      if (!rows.hasNext()) {
        return false;
      }
      try {
        histories.accept((byte[]) rows.next().get(0));
      } catch (HistoryException e) {
        throw new JobFailure(Records.Place.ofBytes(e.place()) + ": " + e.fault());
      }
      return true;
    }
  }

  /** The records themselves. */
  private static final class Whole extends Step<Row> {
    private final HistoryRows rows;
    private final Records records;

    Whole(byte[] definition, Records records) {
      this.rows = new HistoryRows(HistoryDefinition.read(definition));
      this.records = records;
    }

    @Override
    boolean step() {
      if (!records.next()) {
        return false;
      }
      byte[] bytes = records.bytes();
      int length = bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
      // What is refused was told of before.
      rows.id(bytes, 0, length)
          .ifPresent(
              id ->
                  give(
                      RowFactory.create(
                          id,
                          records.place().toBytes(),
                          RECORD,
                          onOneLine(Arrays.copyOf(bytes, length)))));
      return true;
    }

    /** JSON of a table may have line ends, between its tokens only; the output is JSON Lines. */
    private static byte[] onOneLine(byte[] json) {
      boolean several = false;
      for (byte b : json) {
        several |= b == '\n';
      }
      for (int i = 0; several && i < json.length; i++) {
        if (json[i] == '\n' || json[i] == '\r') {
          json[i] = ' ';
        }
      }
      return json;
    }
  }

  private static final class Joined extends Step<byte[]> {
    private final Iterator<Row> rows;
    private final RecordBlocks blocks;
    private byte @Nullable [] waiting;

    Joined(byte[] definition, Iterator<Row> rows) {
      this.rows = rows;
      this.blocks = new RecordBlocks(HistoryDefinition.read(definition));
    }

    @Override
    boolean step() {
      if (!rows.hasNext()) {
        checkSame(new byte[0]);
        return false;
      }
      Row row = rows.next();
      byte[] place = (byte[]) row.get(1);
      byte[] part = (byte[]) row.get(3);
      checkSame(place);
      if (row.getInt(2) == RECORD) {
        blocks.record(part).ifPresent(this::give);
        waiting = null;
      } else {
        blocks.part(row.getInt(2), part);
        waiting = place;
      }
      return true;
    }

    /** Parts wait for their own record. */
    private void checkSame(byte[] place) {
      if (waiting != null && !Arrays.equals(waiting, place)) {
        throw new JobFailure(
            Records.Place.ofBytes(waiting)
                + ": is not there any more: it changed while it was read");
      }
    }
  }
}
