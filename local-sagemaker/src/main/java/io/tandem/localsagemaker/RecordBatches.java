package io.tandem.localsagemaker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts an object into the records of single calls. Does not close the stream. */
final class RecordBatches {
  private final InputStream in;
  private final JsonFilter before;
  private final boolean lines;
  private final boolean singleRecord;
  private final int maxBytes;
  private final RecordReader reader;
  private byte @Nullable [] pending;
  private long count;
  private boolean wholeRead;

  /**
   * @param maxBytes of the records of a call, and of an object that is one record
   */
  RecordBatches(InputStream in, TransformJob job, boolean singleRecord, int maxBytes) {
    this.in = in;
    this.before = job.processing().before();
    this.lines = job.input().lines();
    this.singleRecord = singleRecord;
    this.maxBytes = maxBytes;
    this.reader = new RecordReader(in, maxBytes - 1);
  }

  /** How many records have been handed out. */
  long count() {
    return count;
  }

  /** Null at the end of the object. */
  @Nullable RecordBatch next() throws IOException, RecordException {
    try {
      return lines ? nextLines() : whole();
    } catch (RecordException e) {
      throw new RecordException("record %d: %s".formatted(count + 1, e.getMessage()));
    }
  }

  private @Nullable RecordBatch nextLines() throws IOException, RecordException {
    var records = new ArrayList<byte[]>();
    var body = new ByteArrayOutputStream(singleRecord ? 4096 : maxBytes);
    long first = count + 1;
    while (records.isEmpty() || !singleRecord) {
      byte[] record = pending != null ? pending : reader.next();
      pending = null;
      if (record == null) {
        break;
      }
      if (!records.isEmpty() && body.size() + record.length + 1 > maxBytes) {
        pending = record;
        break;
      }
      records.add(record);
      body.writeBytes(before.apply(record));
      body.write('\n');
      count++;
    }
    return records.isEmpty() ? null : new RecordBatch(first, records, body.toByteArray());
  }

  private @Nullable RecordBatch whole() throws IOException, RecordException {
    if (wholeRead) {
      return null;
    }
    wholeRead = true;
    byte[] object = in.readNBytes(maxBytes + 1);
    if (object.length > maxBytes) {
      throw new RecordException("it is longer than MaxPayloadInMB, %d bytes".formatted(maxBytes));
    }
    byte[] body = before.apply(object);
    count++;
    return new RecordBatch(1, List.of(object), body);
  }
}
