package io.tandem.localaws.logs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The events of one answer, while they are looked for. It ends at so many events, at so many bytes,
 * and when so much was read that the client rather asks again. Not for several threads.
 */
final class EventPage {
  private static final int MAX_BYTES = 1 << 20;
  private static final long MAX_READ = 64L << 20;

  private final List<LogEvent> events = new ArrayList<>();
  private final Predicate<LogEvent> wanted;
  private final int limit;
  private int bytes;
  private long read;

  EventPage(Predicate<LogEvent> wanted, int limit) {
    this.wanted = wanted;
    this.limit = limit;
  }

  /** In the order they were found. */
  List<LogEvent> events() {
    return events;
  }

  boolean isFull() {
    return events.size() == limit || read >= MAX_READ;
  }

  /** False when it does not fit. */
  private boolean add(LogEvent event) {
    if (events.size() == limit || (bytes + event.size() > MAX_BYTES && !events.isEmpty())) {
      return false;
    }
    bytes += event.size();
    events.add(event);
    return true;
  }

  /** Returns where the next page goes on: the end of the last line when all was read. */
  long forwards(LogFile file, long offset) throws IOException {
    long at = offset;
    while (!isFull()) {
      LogFile.Lines lines = file.after(at);
      if (lines.end() == at) {
        return at;
      }
      for (LogEvent event : lines.events()) {
        if (wanted.test(event) && !add(event)) {
          return at;
        }
        at = event.end();
      }
      read += lines.end() - lines.begin();
      at = lines.end();
    }
    return at;
  }

  /** The latest event comes first. Returns where the page before goes on: 0 when all was read. */
  long backwards(LogFile file, long end) throws IOException {
    long at = end;
    while (!isFull() && at > 0) {
      LogFile.Lines lines = file.before(at);
      for (LogEvent event : lines.events().reversed()) {
        if (wanted.test(event) && !add(event)) {
          return event.end();
        }
      }
      read += at - lines.begin();
      at = lines.begin();
    }
    return at;
  }
}
