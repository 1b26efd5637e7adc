package io.tandem.featurecontainer.records;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches from the thread that reads to those that work, so few at a time that their bytes
 * stay bounded, and lets work that keeps the order of the input await its turn. Thread-safe.
 */
final class BatchQueue {
  private final long maxBytes;
  private final int maxBatches;
  private final Queue<RecordBatch> waiting = new ArrayDeque<>();

  /** Numbers of the batches that are done before an earlier one is. */
  private final TreeSet<Long> early = new TreeSet<>();

  private long turn;
  private long underWay;
  private long bytes;
  private boolean closed;
  private boolean stopped;

  /**
   * @param maxBytes of the batches under way; a single larger one may be under way alone
   */
  BatchQueue(long maxBytes, int maxBatches) {
    this.maxBytes = maxBytes;
    this.maxBatches = maxBatches;
  }

  /** Waits for room; false when the work was stopped. */
  synchronized boolean put(RecordBatch batch) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    while (!stopped
        && underWay > 0
        && (underWay >= maxBatches || bytes + batch.size() > maxBytes)) {
      wait();
    }
    if (stopped) {
      return false;
    }
    waiting.add(batch);
    underWay++;
    bytes += batch.size();
    notifyAll();
    return true;
  }

  /** The earliest that waits; null when there will be none. */
  synchronized @Nullable RecordBatch take() throws InterruptedException {
    while (waiting.isEmpty() && !closed && !stopped) {
      wait();
    }
    return stopped ? null : waiting.poll();
  }

  /**
   * Returns when all earlier batches are done.
   *
   * @throws InterruptedException also when the work was stopped
   */
  synchronized void awaitTurn(RecordBatch batch) throws InterruptedException {
    while (turn != batch.number() && !stopped) {
      wait();
    }
    if (stopped) {
      throw new InterruptedException("stopped");
    }
  }

  synchronized void done(RecordBatch batch) {
    underWay--;
    bytes -= batch.size();
    early.add(batch.number());
    while (early.remove(turn)) {
      turn++;
    }
    notifyAll();
  }

  /** No batch will follow; those that wait are still taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** No batch is taken any more. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}
