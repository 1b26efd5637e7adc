package io.tandem.inferenceserver.lines;

import io.tandem.inferenceserver.Body;

/**
 * The lines of a text, in place, as {@link #offset()} and {@link #length()}. Ends of lines are LF;
 * of CRLF the CR is left to the line.
 */
public final class LineCursor {
  private final byte[] array;
  private final int end;
  private int next;
  private int offset;
  private int length;
  private int number;

  /**
   * @param text of a whole body {@link Body#text}, which has no blank lines at its end
   */
  public LineCursor(Body text) {
    this.array = text.array();
    this.next = text.begin();
    this.end = text.end();
  }

  /** Goes to the next line; false after the last one. */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    offset = next;
    int at = next;
    while (at < end && array[at] != '\n') {
      at++;
    }
    length = at - offset;
    next = at + 1;
    number++;
    return true;
  }

  /** In the array. */
  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** From 1. */
  public int number() {
    return number;
  }
}
