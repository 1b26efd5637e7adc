package io.tandem.sparkfeatures;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is read. */
final class RecordInput {
  /** Every one in its own bytes: other ends of a line are part of the record, as in JSON. */
  private static final String LINE_END = "\n";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description =
          "Files of JSON Lines, or folders of such files; may be given several times. What ends in"
              + " .gz or .zst is unpacked.")
  private List<String> paths = List.of();

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description = "The input is a table, and this column holds the JSON, as text or bytes.")
  private @Nullable String column;

  @Option(
      names = "--table-format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description = "Of the table: parquet, delta, iceberg, or another one that the cluster knows.")
  private String tableFormat = "parquet";

  List<String> paths() {
    return paths;
  }

  /**
   * The records with their places.
   *
   * @throws JobFailure when the column is not there, or is neither text nor bytes
   */
  Dataset<Row> read(SparkSession session) {
    String[] all = paths.toArray(String[]::new);
    if (column == null) {
      Dataset<Row> lines = session.read().option("lineSep", LINE_END).text(all);
      return placed(lines, col("value"));
    }
    Dataset<Row> table = session.read().format(tableFormat).load(all);
    String[] names = table.columns();
    if (!List.of(names).contains(column)) {
      throw new JobFailure(
          "there is no column " + column + "; the table has " + String.join(", ", names));
    }
    DataType type = table.schema().apply(column).dataType();
    if (!type.equals(DataTypes.StringType) && !type.equals(DataTypes.BinaryType)) {
      throw new JobFailure(
          ("column %s is %s; expected the JSON of a record as text or bytes,"
                  + " as numbers must stay as they were written")
              .formatted(column, type.simpleString()));
    }
    return placed(table, table.col(column));
  }

  private Dataset<Row> placed(Dataset<Row> rows, Column record) {
    boolean ofFiles = column == null || tableFormat.equals("parquet");
    return rows.select(
        record.cast(DataTypes.BinaryType).as("record"),
        (ofFiles ? col("_metadata.file_path") : lit(String.join(", ", paths))).as("file"),
        (ofFiles ? col("_metadata.file_block_start") : lit(0L)).as("start"));
  }
}
