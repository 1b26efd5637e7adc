package io.tandem.featurecontainer;

/**
 * The lines of a JSON Lines body, in place. Ends of lines are LF or CRLF; a byte order mark at the
 * start and blank lines at the end are no part of any line.
 */
final class Lines {
  private final byte[] body;
  private final int end;
  private int next;
  private int offset;
  private int length;
  private int number;

  Lines(byte[] body) {
    this.body = body;
    this.next = startsWithByteOrderMark(body) ? 3 : 0;
    this.end = endWithoutBlanks(body, next);
  }

  private static boolean startsWithByteOrderMark(byte[] body) {
    return body.length >= 3
        && body[0] == (byte) 0xef
        && body[1] == (byte) 0xbb
        && body[2] == (byte) 0xbf;
  }

  private static int endWithoutBlanks(byte[] body, int start) {
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
  boolean next() {
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

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** From 1. */
  int number() {
    return number;
  }
}
