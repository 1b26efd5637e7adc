package io.tandem.sparkfeatures;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.VectorText;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is written, and the writing. */
final class VectorOutput {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "training",
      description =
          "training: CSV of training records with the label first, and the fingerprints at the head"
              + " of each file, which the model container's train checks; parquet: the columns"
              + " label and features of training records; csv: the columns of bare orders"
              + " (default: ${DEFAULT-VALUE}).")
  private Format format = Format.training;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      converter = FileCount.class,
      description =
          "So many files are written, in no order of the rows (default: one for each that is read,"
              + " or part of it, with the rows in its order).")
  private @Nullable Integer partitions;

  /** At least one; more than the most would be files of no use. */
  static final class FileCount implements ITypeConverter<Integer> {
    private static final int MAX = 100_000;

    @Override
    public Integer convert(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number >= 1 && number <= MAX) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, as what is out of range.
      }
      throw new TypeConversionException(
          "'%s' is not a whole number from 1 to %d".formatted(value, MAX));
    }
  }

  /** As on the command line. */
  enum Format {
    training,
    parquet,
    csv
  }

  /**
   * Extracts on the cluster and writes what comes of it.
   *
   * @throws JobFailure naming a record that has no vector, when none may be skipped
   */
  void write(
      FeatureSet features,
      Dataset<Row> records,
      Storage storage,
      String folder,
      boolean skipRejected)
      throws IOException {
    VectorExtraction extraction =
        new VectorExtraction(features, format != Format.csv, skipRejected);
    Observation observation = new Observation("extract");
    if (format == Format.parquet) {
      writeParquet(extraction.vectors(records), features, observation, folder);
    } else {
      writeText(extraction.blocks(records), features, observation, folder);
    }
    Map<String, Object> counts = ClusterSession.counts(observation);
    if (counts.get("rejected") instanceof Long rejected && rejected > 0) {
      // Only then are they worth a pass of their own; no row could have brought them along.
      System.err.println(
          "extract: %d records were left out%s"
              .formatted(rejected, extraction.rejected(records).lines()));
    }
    if (!(counts.get("vectors") instanceof Long vectors) || vectors == 0) {
      storage.delete(folder);
      throw new JobFailure("no record made a vector; nothing was written");
    }
    System.err.println("extract: wrote %s: vectors=%d".formatted(folder, vectors));
  }

  private void writeText(
      Dataset<Row> blocks, FeatureSet features, Observation observation, String folder) {
    Dataset<byte[]> text =
        partitioned(counted(blocks, col("vectors"), observation))
            .select(col("block").as("value"))
            .where(col("value").isNotNull())
            .as(Encoders.BINARY());
    if (format == Format.training) {
      byte[] head = VectorExtraction.withoutEnd(VectorText.trainingHead(features));
      text =
          text.mapPartitions(
              (Iterator<byte[]> some) -> VectorExtraction.behind(head, some), Encoders.BINARY());
    }
    text.select(col("value").cast(DataTypes.StringType)).write().text(folder);
  }

  private void writeParquet(
      Dataset<?> vectors, FeatureSet features, Observation observation, String folder) {
    Column isVector = when(col("features").isNotNull(), 1L);
    partitioned(counted(vectors, isVector, observation))
        .where(col("features").isNotNull())
        .select(col("label"), col("features").as("features", fingerprints(features)))
        .write()
        .parquet(folder);
  }

  /** Counted on their way; the rows themselves are not touched. */
  private static <T> Dataset<T> counted(Dataset<T> rows, Column vectors, Observation observation) {
    return rows.observe(observation, sum(vectors).as("vectors"), sum("rejected").as("rejected"));
  }

  private <T> Dataset<T> partitioned(Dataset<T> rows) {
    return partitions == null ? rows : rows.repartition(partitions);
  }

  /** Spark keeps it in the footer of each file, with the schema. */
  private static Metadata fingerprints(FeatureSet features) {
    return new MetadataBuilder()
        .putString("schema", features.schemaFingerprint())
        .putString("semantics", features.semanticsFingerprint())
        .build();
  }
}
