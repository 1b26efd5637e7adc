package io.tandem.inferenceserver;

/**
 * The lines of a JSON Lines body, in place, as {@link #offset()} and {@link #length()}. Ends of
 * lines are LF or CRLF; a byte order mark at the start and blank lines at the end are no part of
 * any line.
 */
public final class Lines {
  private final byte[] body;
  private final int end;
  private int next;
  private int offset;
  private int length;
  private int number;

  public Lines(byte[] body) {
    this.body = body;
    this.next = start(body);
    this.end = end(body, next);
  }

  /** Where the text of a body begins: behind a byte order mark, if there is one. */
  public static int start(byte[] body) {
    boolean mark =
        body.length >= 3
            && body[0] == (byte) 0xef
            && body[1] == (byte) 0xbb
            && body[2] == (byte) 0xbf;
    return mark ? 3 : 0;
  }

  /** Where the text of a body ends: before the blank lines at its end. */
  public static int end(byte[] body, int start) {
    int end = body.length;
    while (end > start && isBlank(body[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(byte b) {
    return b == '\n' || b == '\r' || b == ' ' || b == '\t';
  }

  /** Goes to the next line; false after the last one. */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    offset = next;
    int at = next;
    while (at < end && body[at] != '\n') {
      at++;
    }
    length = at - offset;
    next = at + 1;
    number++;
    return true;
  }

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
