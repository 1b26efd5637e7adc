package io.tandem.featurecontainer.history;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.history.Finding;
import io.tandem.sharedfeatures.history.HistoryDefinition;
import io.tandem.sharedfeatures.history.HistoryException;
import io.tandem.sharedfeatures.history.HistoryRows;
import io.tandem.sharedfeatures.history.KeyHistories;
import io.tandem.sharedfeatures.history.OrderLives;
import io.tandem.sharedfeatures.history.RecordBlocks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes histories on this machine: the steps of {@code io.tandem.sharedfeatures.history} with a
 * sort on disk between them. Memory is bounded by the heap, whatever the input: sorters take a
 * quarter of it, batches that are read an eighth. Used by one thread.
 */
public final class HistoryRun implements AutoCloseable {
  /** Of the heap; two steps sort at the same time. */
  private static final int HEAP_PER_STEP = 8;

  private static final Duration NEVER = Duration.ofDays(10_000);

  private final HistoryDefinition definition;
  private final HistoryFiles files;
  private final HistoryFiles.Places places;
  private final Path folder;
  private final long sortBytes;
  private final RejectedRecords rejected;
  private final Findings findings = new Findings();
  private final List<HistoryReading> readings = new ArrayList<>();
  private long records;
  private long otherOrders;
  private long events;
  private long written;

  /**
   * @param folder for what does not fit the memory; as large as the input
   * @param threads how many read
   */
  public HistoryRun(HistoryDefinition definition, HistoryFiles files, Path folder, int threads) {
    this(definition, files, folder, threads, Runtime.getRuntime().maxMemory() / HEAP_PER_STEP);
  }

  /**
   * @param sortBytes what a step may sort in memory
   */
  HistoryRun(
      HistoryDefinition definition, HistoryFiles files, Path folder, int threads, long sortBytes) {
    this.sortBytes = sortBytes;
    this.definition = definition;
    this.files = files;
    this.places = new HistoryFiles.Places(files);
    this.folder = folder;
    this.rejected = noneRejected();
    for (int i = 0; i < threads; i++) {
      readings.add(
          new HistoryReading(new HistoryRows(definition), places, sorter(threads), noneRejected()));
    }
  }

  private RejectedRecords noneRejected() {
    return new RejectedRecords(files.all(), (bytes, offset, length) -> "");
  }

  private RowSorter sorter(int together) {
    return new RowSorter(folder, sortBytes / together);
  }

  /**
   * Reads everything.
   *
   * @throws ContainerException when a file cannot be read
   */
  public void read(Function<List<RecordFile>, Progress> progress)
      throws IOException, InterruptedException {
    try {
      records = read(files.records(), reading -> reading.orders(true), progress);
      otherOrders = read(files.otherOrders(), reading -> reading.orders(false), progress);
      events = read(files.events(), HistoryReading::events, progress);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    readings.forEach(reading -> rejected.merge(reading.rejected()));
  }

  private long read(
      List<RecordFile> some,
      Function<HistoryReading, RecordRun.Work> work,
      Function<List<RecordFile>, Progress> progress)
      throws IOException, InterruptedException {
    long before = readings.stream().mapToLong(HistoryReading::count).sum();
    RecordRun.run(some, readings.stream().map(work).toList(), progress.apply(some));
    return readings.stream().mapToLong(HistoryReading::count).sum() - before;
  }

  /** Lines that cannot be used, once all were read. */
  public RejectedRecords rejected() {
    return rejected;
  }

  /**
   * Computes the histories and writes the records, in their order, each with its blocks.
   *
   * @param skipRejected whether orders that cannot be told apart may be left out
   * @throws ContainerException when they may not, a customer has more than one ever has, or a file
   *     changed meanwhile
   */
  public void write(OutputStream out, boolean skipRejected)
      throws IOException, InterruptedException {
    try (RowSorter parts = sorter(1)) {
      try (RowSorter byKey = sorter(1)) {
        follow(byKey, skipRejected);
        KeyHistories histories =
            new KeyHistories(
                definition,
                (order, place, kind, part) ->
                    parts.add(
                        ByteBuffer.allocate(place.length + 1 + part.length)
                            .put(place)
                            .put((byte) kind)
                            .put(part)
                            .array()));
        RowSorter.sorted(List.of(byKey)).forEachRemaining(histories::accept);
      }
      join(RowSorter.sorted(List.of(parts)), out);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (HistoryException e) {
      throw new ContainerException(places.text(e.place()) + ": " + e.fault(), e);
    }
  }

  private void follow(RowSorter byKey, boolean skipRejected) throws IOException {
    OrderLives lives =
        new OrderLives(
            definition,
            byKey::add,
            (finding, place) -> {
              if (finding == Finding.OTHER_ORDER && !skipRejected) {
                throw new ContainerException(places.text(place) + ": " + finding.words());
              }
              findings.add(finding, place);
            });
    RowSorter.sorted(readings.stream().map(HistoryReading::sorter).toList())
        .forEachRemaining(lives::accept);
    closeReadings();
  }

  private void join(Iterator<byte[]> parts, OutputStream out)
      throws IOException, InterruptedException {
    Join join = new Join(parts, out);
    RecordRun.run(files.records(), List.of(join), new Progress(files.records(), NEVER, said -> {}));
    if (join.next != null) {
      throw new ContainerException(
          places.text(join.next) + ": is not there any more: the file changed while it was read");
    }
  }

  /** Goes through the records once more, side by side with their parts. */
  private final class Join implements RecordRun.Work {
    private final RecordBlocks blocks = new RecordBlocks(definition);
    private final Iterator<byte[]> parts;
    private final OutputStream out;
    private byte @Nullable [] next;

    Join(Iterator<byte[]> parts, OutputStream out) {
      this.parts = parts;
      this.out = out;
      advance();
    }

    private void advance() {
      next = parts.hasNext() ? parts.next() : null;
    }

    @Override
    public void accept(RecordBatch batch, RecordRun.Turn turn) throws IOException {
      while (batch.next()) {
        byte[] place = places.of(batch);
        byte[] part = next;
        while (part != null && HistoryFiles.Places.isSameLine(part, place)) {
          if (!Arrays.equals(part, 0, place.length, place, 0, place.length)) {
            throw new ContainerException(
                batch.place() + ": is another line now: the file changed while it was read");
          }
          int kind = part[place.length] & 0xff;
          blocks.part(kind, Arrays.copyOfRange(part, place.length + 1, part.length));
          advance();
          part = next;
        }
        byte[] record =
            Arrays.copyOfRange(batch.bytes(), batch.offset(), batch.offset() + batch.length());
        Optional<byte[]> whole = blocks.record(record);
        if (whole.isPresent()) {
          out.write(whole.get());
          out.write('\n');
          written++;
        }
      }
    }
  }

  /** Events that count nowhere, a line for each kind, with the place of the first. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Finding finding : Finding.values()) {
      if (findings.count(finding) > 0) {
        warnings.add(findings.line(finding, places));
      }
    }
    return warnings;
  }

  /** For people. */
  public String figures() {
    return "records=%d other_orders=%d events=%d written=%d"
        .formatted(records, otherOrders, events, written);
  }

  /** How many records were written. */
  public long written() {
    return written;
  }

  private void closeReadings() throws IOException {
    for (HistoryReading reading : readings) {
      reading.sorter().close();
    }
  }

  @Override
  public void close() throws IOException {
    closeReadings();
  }
}
