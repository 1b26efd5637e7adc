package io.tandem.featurecontainer.command;

import io.tandem.featurecontainer.records.RecordBatch;
import io.tandem.featurecontainer.records.RecordRun;
import io.tandem.featurecontainer.records.RejectedRecords;
import io.tandem.featurecontainer.serve.VectorFormat;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.resources.ByteBuilder;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.fault.Rejection;
import java.io.IOException;

/** Turns the orders that fall to one thread into vectors, and writes them in the input's order. */
final class FeatureExtraction implements RecordRun.Work {
  /** What a thread holds back at most, and a row, until it is its turn. */
  private static final int MAX_HELD_BYTES = 1 << 20;

  private final Extractor extractor;
  private final VectorFormat format;
  private final ExtractOutput output;
  private final Misplaced misplaced;
  private final RejectedRecords rejected;
  private final boolean skipRejected;
  private final ByteBuilder held = new ByteBuilder(MAX_HELD_BYTES / 4);
  private int rows;

  /**
   * @param extractor of this thread; of records when the label comes first
   * @param output all threads'
   * @param misplaced knows what is wanted
   * @param rejected this thread's; where orders go that are skipped
   */
  FeatureExtraction(
      Extractor extractor,
      ExtractOutput output,
      Misplaced misplaced,
      RejectedRecords rejected,
      boolean skipRejected) {
    this.extractor = extractor;
    this.format = output.format();
    this.output = output;
    this.misplaced = misplaced;
    this.rejected = rejected;
    this.skipRejected = skipRejected;
  }

  /**
   * @throws ContainerException naming the first order of the input that has no vector
   */
  @Override
  public void accept(RecordBatch batch, RecordRun.Turn turn)
      throws IOException, InterruptedException {
    while (batch.next()) {
      batch.checkFirst(misplaced);
      switch (extractor.extract(batch.bytes(), batch.offset(), batch.length())) {
        case Extraction.Vector(float[] values) -> hold(values);
        case Extraction.Rejected(Rejection rejection) -> reject(batch, rejection, turn);
      }
      if (held.length() >= MAX_HELD_BYTES) {
        write(turn);
      }
    }
    write(turn);
  }

  private void hold(float[] values) {
    format.vector(held, values, false);
    rows++;
  }

  private void reject(RecordBatch batch, Rejection rejection, RecordRun.Turn turn)
      throws IOException, InterruptedException {
    if (!skipRejected) {
      write(turn);
      String more = misplaced.hint(batch.bytes(), batch.offset(), batch.length());
      throw new ContainerException(batch.place() + ": " + rejection + more);
    }
    rejected.add(batch, rejection);
  }

  private void write(RecordRun.Turn turn) throws IOException, InterruptedException {
    turn.await();
    output.write(held, rows);
    held.clear();
    rows = 0;
  }

  RejectedRecords rejected() {
    return rejected;
  }
}
