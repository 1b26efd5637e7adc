package io.tandem.inferenceserver.lines;

import io.tandem.inferenceserver.Body;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of a stream as ranges of one buffer, without their ends (LF or CRLF) and without a leading
 * byte order mark. Not thread-safe; does not close the stream.
 */
public final class LineReader {
  private final InputStream in;
  private final int maxLength;
  private byte[] buffer = new byte[1 << 16];
  private int begin;
  private int end;
  private int next;
  private int limit;
  private long number;
  private boolean tooLong;

  public LineReader(InputStream in, int maxLength) {
    this.in = in;
    this.maxLength = maxLength;
  }

  /** Goes to the next line; false when there is none. */
  public boolean next() throws IOException {
    begin = next;
    int scanned = begin;
    while (true) {
      for (; scanned < limit; scanned++) {
        if (buffer[scanned] == '\n') {
          return found(scanned, scanned + 1);
        }
      }
      if (limit - begin > maxLength) {
        tooLong = true;
        return found(limit, limit);
      }
      int moved = begin;
      if (!fill()) {
        return begin < limit && found(limit, limit);
      }
      scanned -= moved - begin;
    }
  }

  private boolean found(int lineEnd, int nextLine) {
    number++;
    next = nextLine;
    end = lineEnd > begin && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    if (number == 1) {
      begin += Body.byteOrderMark(buffer, begin, end);
    }
    return true;
  }

  /** Reads on behind the line begun, which moves to the front of the buffer. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, begin, buffer, 0, limit - begin);
    limit -= begin;
    begin = 0;
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(count, 0);
    return count > 0;
  }

  /** Of the line, from 1. */
  public long number() {
    return number;
  }

  public boolean isTooLong() {
    return tooLong;
  }

  public boolean isBlank() {
    for (int i = begin; i < end; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Valid until {@link #next}, from {@link #begin} to {@link #end}. */
  public byte[] bytes() {
    return buffer;
  }

  public int begin() {
    return begin;
  }

  public int end() {
    return end;
  }
}
