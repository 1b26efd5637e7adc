package io.tandem.sparkfeatures;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The aggregate of some of the records: of a partition, of several, in the end of all. It goes from
 * machine to machine as a row. Not thread-safe.
 *
 * @param rejected those that are not in it
 */
record PartialAggregate<A extends Aggregate>(A aggregate, RejectedRecords rejected) {
  private static final StructType ROW =
      new StructType()
          .add("aggregate", DataTypes.BinaryType, false)
          .add("rejected", DataTypes.BinaryType, false);

  /**
   * So many tasks merge what the partitions come to, and one merges what these give: a partition
   * may leave several MiB, there may be thousands, and the driver shall hold one.
   */
  private static final int MERGES = 32;

  /** Of all records, on the cluster. */
  static <A extends Aggregate> PartialAggregate<A> run(
      Aggregate.Start<A> start, Dataset<Row> records) {
    Dataset<Row> merged =
        records
            .mapPartitions((Iterator<Row> rows) -> one(start, new Records(rows)), Encoders.row(ROW))
            .repartition(MERGES)
            .mapPartitions((Iterator<Row> rows) -> merged(start, rows), Encoders.row(ROW))
            .repartition(1)
            .mapPartitions((Iterator<Row> rows) -> merged(start, rows), Encoders.row(ROW));
    PartialAggregate<A> all = empty(start);
    merged.collectAsList().forEach(all::merge);
    return all;
  }

  private static <A extends Aggregate> PartialAggregate<A> empty(Aggregate.Start<A> start) {
    return new PartialAggregate<>(start.get(), new RejectedRecords());
  }

  private static <A extends Aggregate> Iterator<Row> one(
      Aggregate.Start<A> start, Records records) {
    PartialAggregate<A> part = empty(start);
    boolean any = false;
    while (records.next()) {
      any = true;
      part.aggregate.observe(records, part.rejected);
    }
    return any ? part.rows() : List.<Row>of().iterator();
  }

  private static <A extends Aggregate> Iterator<Row> merged(
      Aggregate.Start<A> start, Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    PartialAggregate<A> all = empty(start);
    rows.forEachRemaining(all::merge);
    return all.rows();
  }

  private void merge(Row row) {
    aggregate.merge((byte[]) row.get(0));
    rejected.merge(RejectedRecords.ofBytes((byte[]) row.get(1)));
  }

  private Iterator<Row> rows() {
    return List.of(RowFactory.create(aggregate.state(), rejected.toBytes())).iterator();
  }
}
