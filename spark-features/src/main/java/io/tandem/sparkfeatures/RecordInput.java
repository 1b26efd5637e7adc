package io.tandem.sparkfeatures;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.function.Supplier;
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

  private static final String PARQUET = "parquet";
  private static final int MAX_SHOWN = 300;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
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
      description =
          "Of the table: parquet, which is the default, delta, iceberg, or another one that the"
              + " cluster knows.")
  private @Nullable String tableFormat;

  /**
   * The records with their places.
   *
   * @throws JobFailure when the input is not there, or is no such table; when the column is not
   *     there, or is neither text nor bytes
   */
  Dataset<Row> read(SparkSession session) {
    return read(session, paths);
  }

  /** The same of other files, or tables, of the same kind. */
  Dataset<Row> read(SparkSession session, List<String> paths) {
    String[] all = paths.toArray(String[]::new);
    if (column == null) {
      if (tableFormat != null) {
        throw new JobFailure(
            "--table-format is of tables; name the column of the records too, by --column");
      }
      Dataset<Row> lines =
          loaded(
              paths,
              "JSON Lines",
              false,
              () -> session.read().option("lineSep", LINE_END).text(all));
      return placed(lines, col("value"), paths);
    }
    if (column.isBlank()) {
      throw new JobFailure("--column is empty; expected the name of a column of the table");
    }
    String format = tableFormat == null ? PARQUET : tableFormat;
    Dataset<Row> table =
        loaded(paths, "a table of " + format, true, () -> session.read().format(format).load(all));
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
    // Quoted: a name may have a point, which else leads into a structure.
    return placed(table, table.col("`" + column.replace("`", "``") + "`"), paths);
  }

  /** Spark looks at files here already, and throws what it likes. */
  private static Dataset<Row> loaded(
      List<String> paths, String expected, boolean isOfTable, Supplier<Dataset<Row>> load) {
    try {
      return load.get();
    } catch (Exception e) {
      Throwable root = JobFailure.rootOf(e);
      // A file system that is missing is one, too: of the table's format it says nothing.
      if (isOfTable
          && root instanceof ClassNotFoundException
          && !JobFailure.firstLine(root).contains("FileSystem")) {
        throw new JobFailure(
            ("the cluster cannot read %s: it has no such format, or not its jar (--packages of"
                    + " spark-submit); expected parquet, or delta or iceberg with theirs")
                .formatted(expected));
      }
      throw new JobFailure(
          "%s: cannot be read as %s: %s"
              .formatted(String.join(", ", paths), expected, oneLine(root)));
    }
  }

  /** Some break their sentences. */
  private static String oneLine(Throwable fault) {
    String line = String.valueOf(fault.getMessage()).strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }

  private Dataset<Row> placed(Dataset<Row> rows, Column record, List<String> paths) {
    boolean ofFiles = column == null || tableFormat == null || tableFormat.equals(PARQUET);
    return rows.select(
        record.cast(DataTypes.BinaryType).as("record"),
        (ofFiles ? col("_metadata.file_path") : lit(String.join(", ", paths))).as("file"),
        (ofFiles ? col("_metadata.file_block_start") : lit(0L)).as("start"));
  }
}
