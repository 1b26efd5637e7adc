package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.record.RecordException;
import io.tandem.localsagemaker.record.RecordFormat;
import io.tandem.localsagemaker.record.RecordValue;
import io.tandem.localsagemaker.request.DataProcessing;
import io.tandem.localsagemaker.request.TransformJob;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the platform itself does to the records of a job before the containers and to their answers
 * after them. It reads both sides strictly: every record and every answer must be of its format.
 *
 * @param lines whether a line is a record, so that an answer has a line for each
 */
record RecordProcessing(DataProcessing asked, boolean lines) {
  /** Empty for a job whose records pass as they are. */
  static Optional<RecordProcessing> of(TransformJob job) {
    return job.processing()
        .map(
            asked ->
                new RecordProcessing(
                    asked, job.input().lines() || asked.input() == RecordFormat.JSON_LINES));
  }

  boolean joins() {
    return asked.join();
  }

  /**
   * Parses a record.
   *
   * @throws RecordException when it is not of its format
   */
  RecordValue read(byte[] record) throws RecordException {
    int steps = Math.max(asked.before().steps().size(), joins() ? asked.after().steps().size() : 0);
    try {
      return asked.input().read(record, steps);
    } catch (RecordException e) {
      throw e.at("Failed to parse input as " + asked.input());
    }
  }

  /**
   * What is sent of a record.
   *
   * @throws RecordException when the record lacks what is asked for
   */
  byte[] request(RecordValue record) throws RecordException {
    try {
      return record.choose(asked.before());
    } catch (RecordException e) {
      throw e.at("Failed to parse input as " + asked.input());
    }
  }

  /** A record as it waits for its answer. */
  RecordValue waiting(RecordValue record) {
    return asked.after().isWhole() ? record.withoutParts() : record;
  }

  /**
   * What is kept of a record's answer.
   *
   * @param record that was sent; null when nothing is joined
   * @throws RecordException when the answer is not of its format, or lacks what is asked for
   */
  byte[] result(@Nullable RecordValue record, byte[] answer) throws RecordException {
    RecordValue read = readAnswer(answer);
    RecordValue result = record == null ? read : RecordFormat.join(record, read);
    try {
      return result.choose(asked.after());
    } catch (RecordException e) {
      throw e.at("OutputFilter " + asked.after().text());
    }
  }

  private RecordValue readAnswer(byte[] answer) throws RecordException {
    try {
      return asked.output().read(answer, asked.after().steps().size());
    } catch (RecordException e) {
      throw unreadable(e.fault());
    }
  }

  /** In the words of the platform. */
  RecordException unreadable(String reason) {
    return new RecordException(reason)
        .at("Failed to parse output from the algorithm as " + asked.output());
  }
}
