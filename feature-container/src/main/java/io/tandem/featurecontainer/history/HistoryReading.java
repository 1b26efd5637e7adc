package io.tandem.featurecontainer.history;

import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.history.HistoryRows;
import java.util.Optional;

/** Reads the orders and events that fall to one thread. */
final class HistoryReading {
  private final HistoryRows rows;
  private final HistoryFiles.Places places;
  private final RowSorter sorter;
  private final RejectedRecords rejected;
  private long count;

  /**
   * @param rows of this thread, as the others are but for the places
   */
  HistoryReading(
      HistoryRows rows, HistoryFiles.Places places, RowSorter sorter, RejectedRecords rejected) {
    this.rows = rows;
    this.places = places;
    this.sorter = sorter;
    this.rejected = rejected;
  }

  /**
   * @param written whether they get their blocks
   */
  RecordRun.Work orders(boolean written) {
    return (batch, turn) -> {
      while (batch.next()) {
        add(
            batch,
            rows.order(
                batch.bytes(),
                batch.offset(),
                batch.length(),
                places.of(batch),
                written,
                sorter::add));
      }
    };
  }

  RecordRun.Work events() {
    return (batch, turn) -> {
      while (batch.next()) {
        add(
            batch,
            rows.event(
                batch.bytes(), batch.offset(), batch.length(), places.of(batch), sorter::add));
      }
    };
  }

  private void add(RecordBatch batch, Optional<Rejection> fault) {
    count++;
    fault.ifPresent(rejection -> rejected.add(batch, rejection));
  }

  RowSorter sorter() {
    return sorter;
  }

  RejectedRecords rejected() {
    return rejected;
  }

  /** How many lines it has read. */
  long count() {
    return count;
  }
}
