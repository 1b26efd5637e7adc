package io.tandem.sparkfeatures;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.tandem.sharedfeatures.history.HistoryDefinition;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The feature container's {@code history}, on a cluster: the same lines, byte for byte. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes records with the history of the customer and the counters that were known when the"
            + " order was placed, from the orders themselves and from events.")
final class HistoryCommand implements Callable<Integer> {
  private static final int MAX_DEFINITION_BYTES = 16 << 20;

  @Option(
      names = "--definition",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "What orders and events hold, and what to count, as history.json.")
  private String definition = "";

  @Mixin private RecordInput input = new RecordInput();

  @Option(
      names = "--events",
      paramLabel = "PATH",
      converter = PathText.class,
      description = "What happened to the orders; read as the input; may be given several times.")
  private List<String> events = List.of();

  @Option(
      names = "--other-orders",
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "Orders that count for others and are not written: those that were cancelled or declined,"
              + " are too young, or came before; read as the input.")
  private List<String> otherOrders = List.of();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "Folder for the records, as JSON Lines in no order; not there yet, or empty.")
  private String output = "";

  @Option(
      names = "--skip-rejected",
      description =
          "Leaves out orders and events that cannot be used, and names them; otherwise the first"
              + " one ends the job.")
  private boolean skipRejected;

  @Override
  public Integer call() throws IOException {
    SparkSession session = ClusterSession.get();
    Storage storage = new Storage(session);
    byte[] written = storage.read(definition, MAX_DEFINITION_BYTES);
    // Its problems are told before the cluster begins.
    HistoryDefinition read = HistoryDefinition.read(written);
    if (!events.isEmpty() && !read.readsEvents()) {
      throw new JobFailure(definition + ": does not say what an event holds");
    }
    if (events.isEmpty() && read.readsEvents()) {
      throw new JobFailure(
          definition
              + ": says what an event holds, and there are none: every history would be empty; give"
              + " --events");
    }
    storage.checkEmpty(output);
    Dataset<Row> records = input.read(session);
    Map<HistoryInput.Kind, Dataset<Row>> lines = new EnumMap<>(HistoryInput.Kind.class);
    lines.put(HistoryInput.Kind.RECORD, records);
    if (!otherOrders.isEmpty()) {
      lines.put(HistoryInput.Kind.OTHER_ORDER, input.read(session, otherOrders));
    }
    if (!events.isEmpty()) {
      lines.put(HistoryInput.Kind.EVENT, input.read(session, events));
    }
    HistoryInput reading = new HistoryInput(written, skipRejected);
    long count = run(session, records, lines, reading, new HistoryJob(written, skipRejected));
    if (count == 0) {
      storage.delete(output);
      throw new JobFailure("no record to write; nothing was written");
    }
    System.err.println("history: wrote %s: records=%d".formatted(output, count));
    return 0;
  }

  /** Gives the number of records written. */
  private long run(
      SparkSession session,
      Dataset<Row> records,
      Map<HistoryInput.Kind, Dataset<Row>> lines,
      HistoryInput reading,
      HistoryJob job) {
    Observation read = new Observation("read");
    Observation wrote = new Observation("wrote");
    Dataset<Row> rows =
        lines.entrySet().stream()
            .map(some -> reading.rows(some.getValue(), some.getKey()))
            .reduce(Dataset::union)
            .orElseThrow()
            .observe(read, sum("rejected").as("rejected"));
    job.run(rows, records)
        .select(col("value").cast(DataTypes.StringType))
        .observe(wrote, count(lit(1)).as("records"))
        .write()
        .text(output);
    // Behind a shuffle without rows Spark drops what observes, and who asks it waits for ever
    // (SPARK-54620). What was written has gone through all of them.
    if (session.read().text(output).isEmpty()) {
      if (skipRejected) {
        tellRejected(lines, reading);
      }
      return 0;
    }
    if (ClusterSession.counts(read).get("rejected") instanceof Long rejected && rejected > 0) {
      // Only then are they worth a pass of their own; no row could have brought them along.
      tellRejected(lines, reading);
    }
    job.warnings().forEach(warning -> System.err.println("history: " + warning));
    return ClusterSession.counts(wrote).get("records") instanceof Long count ? count : 0;
  }

  private static void tellRejected(
      Map<HistoryInput.Kind, Dataset<Row>> lines, HistoryInput reading) {
    RejectedRecords all = new RejectedRecords();
    lines.forEach((kind, some) -> all.merge(reading.rejected(some, kind)));
    if (all.count() > 0) {
      System.err.println("history: %d lines were left out%s".formatted(all.count(), all.lines()));
    }
  }
}
