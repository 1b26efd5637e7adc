package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.record.RecordException;
import io.tandem.localsagemaker.record.RecordValue;
import io.tandem.localsagemaker.request.TransformJob;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The records of one call.
 *
 * @param first the number of its first record in the object, from 1
 * @param count how many there are
 * @param records if they are joined with their answers; else none
 * @param body as it is sent
 */
record RecordBatch(long first, int count, List<RecordValue> records, RequestBody body) {
  /** For messages: {@code records 1201-1400}. */
  String place() {
    return count == 1 ? "record " + first : "records %d-%d".formatted(first, first + count - 1);
  }

  /**
   * Writes what the whole batch becomes. Where {@code AssembleWith} is {@code Line}, an answer that
   * ends with a line feed gets no second one (what the platform does then is not documented).
   *
   * @throws RecordException when the answer does not fit the records; some of them may be written
   */
  void assemble(byte[] answer, TransformJob job, OutputStream out)
      throws RecordException, IOException {
    boolean ended = answer.length > 0 && answer[answer.length - 1] == '\n';
    Optional<RecordProcessing> asked = RecordProcessing.of(job);
    if (asked.isEmpty()) {
      out.write(answer);
      if (job.output().lines() && !ended) {
        out.write('\n');
      }
      return;
    }
    RecordProcessing processing = asked.get();
    List<byte[]> answers = processing.lines() ? lines(answer) : List.of(answer);
    if (answers.size() != count) {
      throw processing
          .unreadable("%d lines for %d records".formatted(answers.size(), count))
          .at(place());
    }
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.write('\n');
      }
      try {
        RecordValue record = processing.joins() ? records.get(i) : null;
        out.write(processing.result(record, answers.get(i)));
      } catch (RecordException e) {
        throw e.at("record " + (first + i));
      }
    }
    if (job.output().lines() || ended) {
      out.write('\n');
    }
  }

  /** Without line ends; a final line end begins no further line. */
  private static List<byte[]> lines(byte[] text) {
    var lines = new ArrayList<byte[]>();
    for (int start = 0; start < text.length; ) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      int stop = end > start && text[end - 1] == '\r' ? end - 1 : end;
      lines.add(Arrays.copyOfRange(text, start, stop));
      start = end + 1;
    }
    return lines;
  }
}
