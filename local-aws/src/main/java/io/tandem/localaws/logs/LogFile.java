package io.tandem.localaws.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of a file, read in windows of a bounded size, forwards or backwards from any place. A
 * line that is still being written is none yet. To be closed.
 */
final class LogFile implements AutoCloseable {
  /** Of an event; the rest of a longer line is one or more events of its own. */
  static final int MAX_EVENT_BYTES = 256 << 10;

  /** What an event counts besides its message, as the service has it. */
  static final int EVENT_OVERHEAD = 26;

  /** As much as an answer may hold. */
  static final int WINDOW_BYTES = 1 << 20;

  /** {@code 2026-11-30T02:37:56.123Z }: of one width, so that it is found without a search. */
  private static final DateTimeFormatter STAMP =
      new DateTimeFormatterBuilder().appendInstant(3).appendLiteral(' ').toFormatter();

  private static final int STAMP_BYTES = 25;

  private final FileChannel channel;
  private final long size;
  private final long begun;

  private LogFile(FileChannel channel, long size, long begun) {
    this.channel = channel;
    this.size = size;
    this.begun = begun;
  }

  /**
   * @param begun the time of lines before the first that has one, in milliseconds since 1970
   */
  static LogFile open(Path path, long begun) throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      return new LogFile(channel, channel.size(), begun);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** What a line begins with. */
  static String stamp(Instant time) {
    return STAMP.format(time);
  }

  /** As a file does that is empty. */
  static boolean endsWithLine(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      var last = ByteBuffer.allocate(1);
      return channel.size() == 0
          || channel.read(last, channel.size() - 1) < 1
          || last.get(0) == '\n';
    }
  }

  /** As it was when this was opened. */
  long size() {
    return size;
  }

  /** Where the last complete line ends. */
  long end() throws IOException {
    long begin = Math.max(0, size - WINDOW_BYTES);
    byte[] window = read(begin, WINDOW_BYTES);
    int length = window.length;
    while (length > 0 && window[length - 1] != '\n') {
      length--;
    }
    return begin + length;
  }

  /**
   * Complete lines that follow each other.
   *
   * @param begin where the first begins
   * @param end where what follows the last begins; begin when there is none
   */
  record Lines(List<LogEvent> events, long begin, long end) {}

  /** From a place on. */
  Lines after(long offset) throws IOException {
    byte[] window = read(offset, WINDOW_BYTES);
    return lines(window, offset, window.length == WINDOW_BYTES);
  }

  /** Up to a place, the last window of them. */
  Lines before(long end) throws IOException {
    long begin = Math.max(0, end - WINDOW_BYTES);
    byte[] window = read(begin, (int) (end - begin));
    int first = begin == 0 ? 0 : 1 + find(window, 0);
    // A line longer than a window is nothing that this program writes: it is shown in pieces.
    int from = first > window.length - 1 ? 0 : first;
    byte[] lines = Arrays.copyOfRange(window, from, window.length);
    return lines(lines, begin + from, begin > 0 && from == 0);
  }

  private byte[] read(long offset, int most) throws IOException {
    var window = ByteBuffer.allocate((int) Math.max(0, Math.min(most, size - offset)));
    while (window.hasRemaining() && channel.read(window, offset + window.position()) > 0) {
      // Until the window is full, or the file has become shorter.
    }
    return Arrays.copyOf(window.array(), window.position());
  }

  /** Where the line ends; the length when it does not. */
  private static int find(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  /**
   * @param full whether what has no end yet, and is too long for an event, is taken in pieces
   */
  private Lines lines(byte[] bytes, long offset, boolean full) {
    List<LogEvent> events = new ArrayList<>();
    long time = begun;
    int begin = 0;
    while (begin < bytes.length) {
      int end = find(bytes, begin);
      if (end == bytes.length && !(full && end - begin > MAX_EVENT_BYTES)) {
        break;
      }
      int text = begin;
      long stamped = time(bytes, begin, end);
      if (stamped >= 0) {
        time = stamped;
        text += STAMP_BYTES;
      }
      int last = Math.min(end, text + MAX_EVENT_BYTES - EVENT_OVERHEAD);
      int next = last == end ? Math.min(end + 1, bytes.length) : last;
      // The service has no events without a message.
      if (last > text) {
        var message = new String(bytes, text, last - text, StandardCharsets.UTF_8);
        int counted = last - text + EVENT_OVERHEAD;
        events.add(new LogEvent(offset + begin, offset + next, time, message, counted));
      }
      begin = next;
    }
    return new Lines(events, offset, offset + begin);
  }

  /** Negative when the line does not begin with a time. */
  private static long time(byte[] bytes, int begin, int end) {
    if (end - begin < STAMP_BYTES || bytes[begin + STAMP_BYTES - 1] != ' ') {
      return -1;
    }
    try {
      var stamp = new String(bytes, begin, STAMP_BYTES - 1, StandardCharsets.ISO_8859_1);
      return Math.max(-1, Instant.parse(stamp).toEpochMilli());
    } catch (DateTimeException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
