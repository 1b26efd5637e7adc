package io.tandem.localsagemaker.transform;

import io.tandem.localsagemaker.record.RecordException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits an object into records at line feeds. A carriage return stays in its record; a byte order
 * mark at the beginning and blank lines at the end are dropped. Does not close the stream.
 */
final class RecordReader {
  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;
  private byte[] line = new byte[4096];
  private int length;
  private int blanks;
  private byte @Nullable [] afterBlanks;
  private boolean begun;

  /**
   * @param maxBytes of a record, to which a line feed still comes
   */
  RecordReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * The next record without its line feed, or null at the end.
   *
   * @throws RecordException when it is longer than allowed
   */
  byte @Nullable [] next() throws IOException, RecordException {
    if (afterBlanks == null) {
      afterBlanks = nextNonBlank();
    }
    if (blanks > 0 && afterBlanks != null) {
      blanks--;
      return new byte[0];
    }
    byte[] record = afterBlanks;
    afterBlanks = null;
    return record;
  }

  /** Counts the blank lines that it passes. */
  private byte @Nullable [] nextNonBlank() throws IOException, RecordException {
    blanks = 0;
    while (readLine()) {
      int from = begun ? 0 : byteOrderMark();
      begun = true;
      if (!isBlank(from)) {
        return Arrays.copyOfRange(line, from, length);
      }
      blanks++;
    }
    return null;
  }

  private boolean readLine() throws IOException, RecordException {
    length = 0;
    boolean any = false;
    while (position < limit || fill()) {
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(end);
      if (end < limit) {
        position = end + 1;
        return true;
      }
      position = end;
    }
    return any;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private void append(int end) throws RecordException {
    int count = end - position;
    if (length + count > maxBytes) {
      throw new RecordException(
          "a record is longer than MaxPayloadInMB, %d bytes".formatted(maxBytes + 1));
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, position, line, length, count);
    length += count;
  }

  private int byteOrderMark() {
    boolean mark =
        length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    return mark ? 3 : 0;
  }

  private boolean isBlank(int from) {
    for (int i = from; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
