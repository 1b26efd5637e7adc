package io.tandem.localaws.states;

import io.tandem.localaws.states.execution.History;
import io.tandem.localaws.states.execution.Journal;
import io.tandem.strictjson.Json;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** One page of a history, which may be much longer than what memory holds. For one thread. */
final class HistoryPage {
  /** A page of more than one event ends before it has more characters. */
  private static final int MAX_CHARACTERS = 4 << 20;

  private final Page page;
  private final boolean backwards;
  private final UnaryOperator<Json.Obj> shown;
  private final Deque<Json.Obj> events = new ArrayDeque<>();
  private long characters;
  private long read;
  private boolean more;
  private boolean full;

  private HistoryPage(Page page, boolean backwards, UnaryOperator<Json.Obj> shown) {
    this.page = page;
    this.backwards = backwards;
    this.shown = shown;
  }

  /**
   * @param backwards the latest first
   * @param shown what of an event is answered
   */
  static Json.Obj answer(Path file, Page page, boolean backwards, UnaryOperator<Json.Obj> shown) {
    var found = new HistoryPage(page, backwards, shown);
    long all = backwards ? count(file) : 0;
    Journal.read(
        file,
        (kind, line) -> {
          if (kind.equals(History.LINE) && line instanceof Json.Obj event) {
            found.take(event, backwards ? all - 1 - found.read : found.read);
          }
        });
    return page.answer(
        "events",
        List.copyOf(backwards ? found.events.reversed() : found.events),
        found.more || found.full);
  }

  private static long count(Path file) {
    long[] count = new long[1];
    Journal.read(file, (kind, _) -> count[0] += kind.equals(History.LINE) ? 1 : 0);
    return count[0];
  }

  /** What came while this was read has a place below 0, counted backwards. */
  private void take(Json.Obj event, long place) {
    read++;
    if (page.has(place) && (backwards || !full)) {
      add(shown.apply(event));
    }
    more |= page.isBefore(place);
  }

  private void add(Json.Obj event) {
    events.add(event);
    characters += event.compact().length();
    while (characters > MAX_CHARACTERS && events.size() > 1) {
      full = true;
      // The page begins with the latest, if backwards.
      characters -= (backwards ? events.removeFirst() : events.removeLast()).compact().length();
    }
  }
}
