package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.pipeline.RequestBody;
import io.tandem.localsagemaker.record.RecordException;
import io.tandem.localsagemaker.record.RecordValue;
import io.tandem.localsagemaker.request.TransformJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an object into the records of single calls. A call's records are no more than {@code
 * MaxPayloadInMB} as they are read and as they are sent: which of the two the platform counts is
 * not documented. Each ends with a line feed, also one that is sent alone (not documented either).
 * Does not close the stream.
 */
final class RecordBatches {
  private final InputStream in;
  private final Optional<RecordProcessing> processing;
  private final boolean split;
  private final boolean lines;
  private final boolean joins;
  private final boolean singleRecord;
  private final int maxBytes;
  private final RecordReader reader;
  private @Nullable Read pending;
  private long count;
  private boolean wholeRead;

  /**
   * A record as it is read and as it is sent.
   *
   * @param length of the record as it is read
   * @param value null when the platform does not take records apart
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  private record Read(int length, @Nullable RecordValue value, byte[] sent) {}

  /**
   * @param maxBytes of the records of a call, and of an object that is sent whole
   */
  RecordBatches(InputStream in, TransformJob job, TransformParameters parameters, int maxBytes) {
    this.in = in;
    this.processing = RecordProcessing.of(job);
    this.split = job.input().lines();
    this.lines = split || processing.filter(RecordProcessing::lines).isPresent();
    this.joins = processing.filter(RecordProcessing::joins).isPresent();
    this.singleRecord = split && parameters.singleRecord();
    this.maxBytes = maxBytes;
    this.reader = new RecordReader(in, maxBytes - 1);
  }

  /** How many records have been handed out. */
  long count() {
    return count;
  }

  /**
   * Null at the end of the object.
   *
   * @throws RecordException with the number of the record that cannot be sent
   */
  @Nullable RecordBatch next() throws IOException, RecordException {
    return lines ? nextLines() : whole();
  }

  private @Nullable RecordBatch nextLines() throws IOException, RecordException {
    var records = new ArrayList<RecordValue>();
    var body = new ByteArrayOutputStream();
    long first = count + 1;
    long bytes = 0;
    for (Read next; (next = read()) != null; ) {
      bytes += next.length + 1;
      if (count >= first && (bytes > maxBytes || body.size() + next.sent.length >= maxBytes)) {
        pending = next;
        break;
      }
      count++;
      body.writeBytes(next.sent);
      body.write('\n');
      if (joins && next.value != null) {
        records.add(next.value);
      }
      if (singleRecord) {
        break;
      }
    }
    if (pending != null && !split) {
      throw new RecordException(tooLong("the object"));
    }
    int found = (int) (count - first + 1);
    return found == 0
        ? null
        : new RecordBatch(first, found, records, new RequestBody.Bytes(body.toByteArray()));
  }

  private @Nullable Read read() throws IOException, RecordException {
    Read read = pending;
    pending = null;
    if (read != null) {
      return read;
    }
    try {
      byte[] record = reader.next();
      return record == null ? null : processed(record);
    } catch (RecordException e) {
      throw e.at("record " + (count + 1));
    }
  }

  private Read processed(byte[] record) throws RecordException {
    if (processing.isEmpty()) {
      return new Read(record.length, null, record);
    }
    RecordValue value = processing.get().read(record);
    byte[] sent = processing.get().request(value);
    if (sent.length >= maxBytes) {
      throw new RecordException(tooLong("the choice of InputFilter"));
    }
    return new Read(record.length, processing.get().waiting(value), sent);
  }

  private @Nullable RecordBatch whole() throws IOException, RecordException {
    if (wholeRead) {
      return null;
    }
    wholeRead = true;
    byte[] object = in.readNBytes(maxBytes + 1);
    if (object.length > maxBytes) {
      throw new RecordException(tooLong("the object"));
    }
    count++;
    if (processing.isEmpty()) {
      return new RecordBatch(1, 1, List.of(), new RequestBody.Bytes(object));
    }
    RecordValue value = processing.get().read(object);
    byte[] body = processing.get().request(value);
    return new RecordBatch(
        1, 1, List.of(processing.get().waiting(value)), new RequestBody.Bytes(body));
  }

  private String tooLong(String what) {
    return "%s is longer than MaxPayloadInMB, %d bytes".formatted(what, maxBytes);
  }
}
