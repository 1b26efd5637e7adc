package io.tandem.localaws.states;

import io.tandem.localaws.states.execution.History;
import io.tandem.localaws.states.execution.Journal;
import io.tandem.strictjson.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One page of a history, which may be much longer than what memory holds. For one thread. */
final class HistoryPage {
  private final Page page;
  private final UnaryOperator<Json.Obj> shown;
  private final List<Json.Obj> events = new ArrayList<>();
  private long read;
  private boolean more;

  private HistoryPage(Page page, UnaryOperator<Json.Obj> shown) {
    this.page = page;
    this.shown = shown;
  }

  /**
   * @param backwards the latest first
   * @param shown what of an event is answered
   */
  static Json.Obj answer(Path file, Page page, boolean backwards, UnaryOperator<Json.Obj> shown) {
    var found = new HistoryPage(page, shown);
    long all = backwards ? count(file) : 0;
    Journal.read(
        file,
        (kind, line) -> {
          if (kind.equals(History.LINE) && line instanceof Json.Obj event) {
            found.take(event, backwards ? all - 1 - found.read : found.read);
          }
        });
    return page.answer("events", backwards ? found.events.reversed() : found.events, found.more);
  }

  private static long count(Path file) {
    long[] count = new long[1];
    Journal.read(file, (kind, _) -> count[0] += kind.equals(History.LINE) ? 1 : 0);
    return count[0];
  }

  /** What came while this was read has a place below 0, counted backwards. */
  private void take(Json.Obj event, long place) {
    read++;
    if (page.has(place)) {
      events.add(shown.apply(event));
    }
    more |= page.isBefore(place);
  }
}
