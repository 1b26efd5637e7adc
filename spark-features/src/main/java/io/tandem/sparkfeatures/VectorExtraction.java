package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.VectorText;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.fault.Rejection;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** From records to vectors on the executors, which get the feature set with their task. */
final class VectorExtraction implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** Lines go on in blocks, as a row of their own would cost more than the vector. */
  private static final int BLOCK_BYTES = 1 << 18;

  private static final StructType BLOCK =
      new StructType()
          .add("block", DataTypes.BinaryType)
          .add("vectors", DataTypes.LongType, false)
          .add("rejected", DataTypes.LongType, false);

  private final HashMap<String, byte[]> files;
  private final String semantics;
  private final boolean labelFirst;
  private final boolean skipRejected;

  /**
   * @param labelFirst whether the input is training records, not bare orders
   */
  VectorExtraction(FeatureSet features, boolean labelFirst, boolean skipRejected) {
    this.files = new HashMap<>(features.files());
    this.semantics = features.semanticsFingerprint();
    this.labelFirst = labelFirst;
    this.skipRejected = skipRejected;
  }

  /** Lines of CSV without the last end, their number; the last row of a partition has none. */
  Dataset<Row> blocks(Dataset<Row> records) {
    return records.mapPartitions((Iterator<Row> rows) -> blocks(rows), Encoders.row(BLOCK));
  }

  /** The vectors; the last row of a partition has none. */
  Dataset<LabelledVector> vectors(Dataset<Row> records) {
    return records.mapPartitions(
        (Iterator<Row> rows) -> vectors(rows), Encoders.bean(LabelledVector.class));
  }

  private Iterator<Row> blocks(Iterator<Row> rows) {
    Partition partition = new Partition(rows);
    return new Rows<>() {
      private byte[] block = new byte[0];

      @Override
      @Nullable Row make() {
        int length = 0;
        long vectors = 0;
        while (length < BLOCK_BYTES && partition.next()) {
          float[] vector = partition.vector();
          int most = length + VectorText.maxCsvBytes(vector.length);
          if (most > block.length) {
            block = Arrays.copyOf(block, BLOCK_BYTES + most);
          }
          length = VectorText.csv(vector, block, length);
          vectors++;
        }
        return length == 0
            ? null
            : RowFactory.create(Arrays.copyOf(block, length - 1), vectors, 0L);
      }

      @Override
      Row last() {
        return RowFactory.create(null, 0L, partition.rejected.count());
      }
    };
  }

  private Iterator<LabelledVector> vectors(Iterator<Row> rows) {
    Partition partition = new Partition(rows);
    return new Rows<>() {
      private final LabelledVector made = new LabelledVector();

      @Override
      @Nullable LabelledVector make() {
        if (!partition.next()) {
          return null;
        }
        float[] vector = partition.vector();
        made.setLabel(vector[0]);
        made.setFeatures(Arrays.copyOfRange(vector, 1, vector.length));
        return made;
      }

      @Override
      LabelledVector last() {
        LabelledVector last = new LabelledVector();
        last.setRejected(partition.rejected.count());
        return last;
      }
    };
  }

  /** Why records made no vector. */
  RejectedRecords rejected(Dataset<Row> records) {
    return RejectedRecords.ofAll(
        records.mapPartitions((Iterator<Row> rows) -> rejected(rows), Encoders.BINARY()));
  }

  private Iterator<byte[]> rejected(Iterator<Row> rows) {
    Partition partition = new Partition(rows);
    while (partition.next()) {}
    return partition.rejected.count() == 0
        ? List.<byte[]>of().iterator()
        : List.of(partition.rejected.toBytes()).iterator();
  }

  /** The line without its end, which Spark writes. */
  static byte[] withoutEnd(byte[] line) {
    return Arrays.copyOf(line, line.length - 1);
  }

  /** Nothing when there are no lines. */
  static Iterator<byte[]> behind(byte[] head, Iterator<byte[]> lines) {
    if (!lines.hasNext()) {
      return lines;
    }
    return new Iterator<>() {
      private boolean begun;

      @Override
      public boolean hasNext() {
        return !begun || lines.hasNext();
      }

      @Override
      public byte[] next() {
        if (begun) {
          return lines.next();
        }
        begun = true;
        return head;
      }
    };
  }

  /** The vectors of a partition, gone through one after the other. */
  private final class Partition {
    private final Records records;
    private final Extractor extractor;
    private final Misplaced misplaced;
    private final RejectedRecords rejected = new RejectedRecords();
    private float[] vector = {};

    Partition(Iterator<Row> rows) {
      this.records = new Records(rows);
      FeatureSet features = FeatureSet.read(files, List.of());
      if (!features.semanticsFingerprint().equals(semantics)) {
        throw new JobFailure(
            ("an executor makes other vectors (semantics %s) than the driver (%s):"
                    + " give both the same jar")
                .formatted(features.semanticsFingerprint(), semantics));
      }
      this.extractor = labelFirst ? features.records() : features.orders();
      this.misplaced =
          new Misplaced(
              features.definition(),
              labelFirst,
              labelFirst
                  ? "training vectors are made of records; choose --format csv"
                  : "choose another --format");
    }

    boolean next() {
      while (records.next()) {
        records.checkFirst(misplaced);
        Extraction extraction = extractor.extract(records.bytes());
        if (extraction instanceof Extraction.Vector made) {
          vector = made.values();
          return true;
        }
        if (extraction instanceof Extraction.Rejected rejected) {
          reject(rejected.rejection());
        }
      }
      return false;
    }

    private void reject(Rejection rejection) {
      if (!skipRejected) {
        byte[] json = records.bytes();
        throw new JobFailure(
            records.place() + ": " + rejection + misplaced.hint(json, 0, json.length));
      }
      rejected.add(records, rejection, misplaced::hint);
    }

    float[] vector() {
      return vector;
    }
  }

  /** Rows that are made when they are asked for, and one more behind them. */
  private abstract static class Rows<T> implements Iterator<T> {
    private @Nullable T next;
    private boolean ended;

    /** The next one; null when there is none any more. */
    abstract @Nullable T make();

    abstract T last();

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        next = make();
        if (next == null) {
          ended = true;
          next = last();
        }
      }
      return next != null;
    }

    @Override
    public T next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      T given = next;
      next = null;
      return given;
    }
  }
}
