package io.tandem.localaws.states.execution;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.Faults;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.Map;

/** The events of an execution, written as they happen. For many threads at once. */
public final class History {
  /** The kind of its lines. */
  public static final String LINE = "event";

  /** A limit of the service; the last one says how it ended. */
  static final int MAX_EVENTS = 25_000;

  private static final Json.Obj WHOLE = Json.object(Map.of("truncated", new Json.Bool("$", false)));

  private final Journal journal;
  private long last;
  private boolean ended;

  /**
   * @param last the id of the last event there is
   */
  public History(Journal journal, long last) {
    this.journal = journal;
    this.last = last;
  }

  /**
   * Returns the event's id.
   *
   * @param previous the id of the event that led to it
   * @param details such as {@code stateEnteredEventDetails}; empty for an event without
   * @throws StateException when there are too many, or the execution has ended meanwhile
   */
  synchronized long add(long previous, String type, String details, Members members)
      throws StateException {
    if (ended) {
      throw new StateException(Faults.RUNTIME, "The execution has ended.");
    }
    if (last >= MAX_EVENTS - 1) {
      throw new StateException(
          Faults.RUNTIME,
          "The execution reached the maximum number of history events (%d).".formatted(MAX_EVENTS));
    }
    write(event(previous, type, details, members));
    return last;
  }

  /** The first event. Returns its id. */
  synchronized long begin(String type, String details, Members members) {
    write(event(0, type, details, members));
    return last;
  }

  /** The event that ends an execution has its place always, and is the last. To be written. */
  synchronized Json.Obj end(String type, String details, Members members) {
    ended = true;
    return event(last, type, details, members);
  }

  /** Writes the next event. */
  synchronized void write(Json.Obj event) {
    journal.append(LINE, event);
    last++;
  }

  /** It goes on. */
  synchronized void reopen() {
    ended = false;
  }

  /** How many events there are. */
  synchronized long count() {
    return last;
  }

  private Json.Obj event(long previous, String type, String details, Members members) {
    Members event =
        new Members()
            .time("timestamp", Instant.now())
            .text("type", type)
            .put("id", Json.num(last + 1))
            .put("previousEventId", Json.num(previous));
    Json.Obj object = members.object();
    if (!details.isEmpty() && !object.fields().isEmpty()) {
      event.put(details, object);
    }
    return event.object();
  }

  /** A value of an event's details, such as {@code input} with {@code inputDetails}. */
  static Members data(Members details, String name, String json) {
    return details.text(name, json).put(name + "Details", WHOLE);
  }
}
