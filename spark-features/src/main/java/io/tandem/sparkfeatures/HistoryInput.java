package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.history.HistoryDefinition;
import io.tandem.sharedfeatures.history.HistoryRows;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Orders and events as rows to be sorted, made on the executors. */
final class HistoryInput {
  /** Either a row, or how many lines of a partition could not be used. */
  static final StructType ROW =
      new StructType().add("row", DataTypes.BinaryType).add("rejected", DataTypes.LongType, false);

  private final byte[] definition;
  private final boolean skipRejected;

  /** What lines are. */
  enum Kind {
    RECORD,
    OTHER_ORDER,
    EVENT
  }

  HistoryInput(byte[] definition, boolean skipRejected) {
    this.definition = definition.clone();
    this.skipRejected = skipRejected;
  }

  Dataset<Row> rows(Dataset<Row> lines, Kind kind) {
    byte[] written = definition;
    boolean skip = skipRejected;
    return lines.mapPartitions(
        (Iterator<Row> some) -> new Lines(written, new Records(some), kind, skip),
        Encoders.row(ROW));
  }

  /** Why lines cannot be used. */
  RejectedRecords rejected(Dataset<Row> lines, Kind kind) {
    byte[] written = definition;
    return RejectedRecords.ofAll(
        lines.mapPartitions(
            (Iterator<Row> rows) -> rejected(written, new Records(rows), kind), Encoders.BINARY()));
  }

  private static Iterator<byte[]> rejected(byte[] definition, Records records, Kind kind) {
    Lines lines = new Lines(definition, records, kind, true);
    while (lines.hasNext()) {
      lines.next();
    }
    return lines.rejected.count() == 0
        ? List.<byte[]>of().iterator()
        : List.of(lines.rejected.toBytes()).iterator();
  }

  /** The lines of a partition. */
  private static final class Lines extends HistoryJob.Step<Row> {
    private final HistoryRows rows;
    private final Records records;
    private final Kind kind;
    private final boolean skipRejected;
    private final RejectedRecords rejected = new RejectedRecords();

    Lines(byte[] definition, Records records, Kind kind, boolean skipRejected) {
      this.rows = new HistoryRows(HistoryDefinition.read(definition));
      this.records = records;
      this.kind = kind;
      this.skipRejected = skipRejected;
    }

    @Override
    boolean step() {
      if (!records.next()) {
        give(RowFactory.create(null, rejected.count()));
        return false;
      }
      byte[] bytes = records.bytes();
      byte[] place = records.place().toBytes();
      Optional<Rejection> fault =
          kind == Kind.EVENT
              ? rows.event(bytes, 0, bytes.length, place, this::giveRow)
              : rows.order(bytes, 0, bytes.length, place, kind == Kind.RECORD, this::giveRow);
      fault.ifPresent(this::reject);
      return true;
    }

    private void giveRow(byte[] row) {
      give(RowFactory.create(row, 0L));
    }

    private void reject(Rejection rejection) {
      if (!skipRejected) {
        throw new JobFailure(records.place() + ": " + rejection);
      }
      rejected.add(records, rejection, (json, offset, length) -> "");
    }
  }
}
