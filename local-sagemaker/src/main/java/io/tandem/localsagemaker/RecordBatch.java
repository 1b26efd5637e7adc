package io.tandem.localsagemaker;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The records of one call.
 *
 * @param first the number of its first record in the object, from 1
 * @param records as they were read
 * @param body as it is sent
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
record RecordBatch(long first, List<byte[]> records, byte[] body) {
  /** For messages: {@code records 1201-1400}. */
  String range() {
    return records.size() == 1
        ? "record " + first
        : "records %d-%d".formatted(first, first + records.size() - 1);
  }

  /**
   * The bytes to write for the whole batch.
   *
   * @throws RecordException when the answer does not fit the records
   */
  byte[] assemble(byte[] answer, TransformJob job) throws RecordException {
    TransformJob.Processing processing = job.processing();
    boolean asItIs =
        processing.join() == TransformJob.Join.NONE && processing.after().equals(JsonFilter.WHOLE);
    if (asItIs) {
      return job.output().lines() ? endWithLineFeed(answer) : answer;
    }
    List<byte[]> answers = job.input().lines() ? lines(answer) : List.of(answer);
    if (answers.size() != records.size()) {
      throw new RecordException(
          "%d records were answered with %d lines".formatted(records.size(), answers.size()));
    }
    var out = new ByteArrayOutputStream(body.length + answer.length);
    for (int i = 0; i < answers.size(); i++) {
      byte[] joined =
          switch (processing.join()) {
            case NONE -> answers.get(i);
            case JSON_INPUT -> JsonObjectText.join(records.get(i), answers.get(i));
            case CSV_INPUT -> joinCsv(records.get(i), answers.get(i));
          };
      out.writeBytes(processing.after().apply(joined));
      if (job.output().lines()) {
        out.write('\n');
      }
    }
    return out.toByteArray();
  }

  private static byte[] joinCsv(byte[] record, byte[] answer) {
    int kept = withoutReturn(record, record.length);
    byte[] joined = Arrays.copyOf(record, kept + 1 + answer.length);
    joined[kept] = ',';
    System.arraycopy(answer, 0, joined, kept + 1, answer.length);
    return joined;
  }

  /** Without line ends; a final line end begins no further line. */
  private static List<byte[]> lines(byte[] answer) {
    var lines = new ArrayList<byte[]>();
    for (int start = 0; start < answer.length; ) {
      int end = start;
      while (end < answer.length && answer[end] != '\n') {
        end++;
      }
      lines.add(Arrays.copyOfRange(answer, start, Math.max(start, withoutReturn(answer, end))));
      start = end + 1;
    }
    return lines;
  }

  private static int withoutReturn(byte[] text, int end) {
    return end > 0 && text[end - 1] == '\r' ? end - 1 : end;
  }

  private static byte[] endWithLineFeed(byte[] answer) {
    if (answer.length > 0 && answer[answer.length - 1] == '\n') {
      return answer;
    }
    byte[] longer = Arrays.copyOf(answer, answer.length + 1);
    longer[answer.length] = '\n';
    return longer;
  }
}
