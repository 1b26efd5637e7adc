package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.definition.Misplaced;

/**
 * Whole lines of one file, gone through one after the other: their ends (LF or CRLF) are no part of
 * them, blank ones are passed over. Used by one thread at a time.
 */
public final class RecordBatch {
  private final RecordFile file;
  private final long number;
  private final byte[] bytes;
  private final int end;
  private int next;
  private int offset;
  private int length;
  private long line;

  /**
   * @param number of the batch in the input, from 0
   * @param firstLine the number of its first line in the file
   */
  RecordBatch(RecordFile file, long number, long firstLine, byte[] bytes, int begin, int end) {
    this.file = file;
    this.number = number;
    this.bytes = bytes;
    this.next = begin;
    this.end = end;
    this.line = firstLine - 1;
  }

  /** Goes to the next line that is not blank; false after the last one. */
  public boolean next() {
    while (next < end) {
      boolean blank = true;
      int at = next;
      for (; at < end && bytes[at] != '\n'; at++) {
        blank &= bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r';
      }
      offset = next;
      length = at > next && bytes[at - 1] == '\r' ? at - 1 - next : at - next;
      next = at + 1;
      line++;
      if (!blank) {
        return true;
      }
    }
    return false;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public RecordFile file() {
    return file;
  }

  /** Of the line, in its file, from 1. */
  public long line() {
    return line;
  }

  /** {@code orders.jsonl:3}, of the line at hand. */
  public String place() {
    return file.place(line);
  }

  /**
   * Looks at the line at hand if it is the first one of a file.
   *
   * @throws ContainerException when it is not what is wanted
   */
  public void checkFirst(Misplaced misplaced) {
    if (line == 1) {
      misplaced
          .fault(bytes, offset, length)
          .ifPresent(
              words -> {
                throw new ContainerException(place() + ": " + words);
              });
    }
  }

  long number() {
    return number;
  }

  /** In bytes of memory. */
  int size() {
    return bytes.length;
  }
}
