package io.tandem.featurecontainer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads JSON Lines from a stream, one record at a time into a buffer that is reused. Blank lines
 * and a byte order mark are skipped; the end of a line may be LF or CRLF.
 */
final class RecordReader {
  /** As much as one invocation may hold. */
  static final int MAX_RECORD_BYTES = 25 << 20;

  private final InputStream in;
  private final byte[] chunk = new byte[1 << 16];
  private int chunkAt;
  private int chunkEnd;
  private byte[] record = new byte[1 << 13];
  private int length;
  private long number;

  RecordReader(InputStream in) {
    this.in = in;
  }

  /**
   * @throws IOException also when a line is longer than {@link #MAX_RECORD_BYTES}
   */
  boolean next() throws IOException {
    while (readLine()) {
      number++;
      if (number == 1) {
        dropByteOrderMark();
      }
      if (!isBlank()) {
        return true;
      }
    }
    return false;
  }

  private boolean readLine() throws IOException {
    length = 0;
    boolean any = false;
    while (true) {
      if (chunkAt == chunkEnd) {
        chunkAt = 0;
        chunkEnd = in.read(chunk);
        if (chunkEnd <= 0) {
          chunkEnd = 0;
          return any;
        }
      }
      any = true;
      int from = chunkAt;
      while (chunkAt < chunkEnd && chunk[chunkAt] != '\n') {
        chunkAt++;
      }
      append(from, chunkAt);
      if (chunkAt < chunkEnd) {
        chunkAt++;
        return true;
      }
    }
  }

  private void append(int from, int to) throws IOException {
    int more = to - from;
    if (length + more > MAX_RECORD_BYTES) {
      throw new IOException(
          "line " + (number + 1) + " is longer than " + (MAX_RECORD_BYTES >> 20) + " MiB");
    }
    if (length + more > record.length) {
      record = Arrays.copyOf(record, Math.max(length + more, 2 * record.length));
    }
    System.arraycopy(chunk, from, record, length, more);
    length += more;
  }

  private void dropByteOrderMark() {
    if (length >= 3
        && record[0] == (byte) 0xef
        && record[1] == (byte) 0xbb
        && record[2] == (byte) 0xbf) {
      length -= 3;
      System.arraycopy(record, 3, record, 0, length);
    }
  }

  private boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (record[i] != ' ' && record[i] != '\t' && record[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Holds the record in its first {@link #length()} bytes, until the next call of next. */
  byte[] buffer() {
    return record;
  }

  int length() {
    return length;
  }

  /** Of the line, from 1. */
  long number() {
    return number;
  }
}
