package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.Rejection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What was learned of some of the records: of a partition, of several, in the end of all. It goes
 * from machine to machine as a row. Not thread-safe.
 */
final class PartialFit {
  private static final StructType ROW =
      new StructType()
          .add("learned", DataTypes.BinaryType, false)
          .add("rejected", DataTypes.BinaryType, false);

  /**
   * So many tasks merge what the partitions have learned, so that the driver, which takes what they
   * give one by one, has little to do: a partition may leave several MiB, and there may be
   * thousands.
   */
  private static final int MERGES = 32;

  private final Fitter fitter;
  private final RejectedRecords rejected = new RejectedRecords();

  private PartialFit(byte[] definition) {
    this.fitter = new Fitter(FeatureDefinition.read(definition));
  }

  /** Learns from all records, on the cluster. */
  static PartialFit run(byte[] definition, Dataset<Row> records) {
    Dataset<Row> merged =
        records
            .mapPartitions(
                (Iterator<Row> rows) -> one(definition, new Records(rows)), Encoders.row(ROW))
            .repartition(MERGES)
            .mapPartitions((Iterator<Row> rows) -> merged(definition, rows), Encoders.row(ROW));
    PartialFit all = new PartialFit(definition);
    merged.toLocalIterator().forEachRemaining(all::merge);
    return all;
  }

  private static Iterator<Row> one(byte[] definition, Records records) {
    PartialFit part = new PartialFit(definition);
    boolean any = false;
    while (records.next()) {
      any = true;
      Optional<Rejection> fault = part.fitter.observe(records.bytes(), 0, records.bytes().length);
      fault.ifPresent(rejection -> part.rejected.add(records, rejection));
    }
    return any ? part.rows() : List.<Row>of().iterator();
  }

  private static Iterator<Row> merged(byte[] definition, Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    PartialFit all = new PartialFit(definition);
    rows.forEachRemaining(all::merge);
    return all.rows();
  }

  private void merge(Row row) {
    fitter.merge((byte[]) row.get(0));
    rejected.merge(RejectedRecords.ofBytes((byte[]) row.get(1)));
  }

  private Iterator<Row> rows() {
    return List.of(RowFactory.create(fitter.state(), rejected.toBytes())).iterator();
  }

  Fitter fitter() {
    return fitter;
  }

  RejectedRecords rejected() {
    return rejected;
  }
}
