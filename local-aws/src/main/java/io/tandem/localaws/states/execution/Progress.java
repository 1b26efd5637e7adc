package io.tandem.localaws.states.execution;

import io.tandem.localaws.resource.Members;
import io.tandem.strictjson.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where each strand of an execution is, so that a redrive can go on there. A strand's place is the
 * way to it through branches, such as {@code /0/2}; that of the whole is empty. For many threads.
 */
public final class Progress {
  static final String AT = "at";
  static final String DONE = "done";
  static final String RESET = "reset";

  private final Journal journal;
  private final TreeMap<String, Checkpoint> at = new TreeMap<>();
  private final TreeMap<String, Json> done = new TreeMap<>();

  /**
   * Before a state.
   *
   * @param variables of the strand itself
   */
  record Checkpoint(String state, Json input, Map<String, Json> variables) {}

  public Progress(Journal journal) {
    this.journal = journal;
  }

  /** Takes in a line of the journal. */
  public synchronized void read(String kind, Json line) {
    if (!(line instanceof Json.Obj object)) {
      return;
    }
    String place = Members.text(object, "place");
    switch (kind) {
      case AT -> {
        forget(place);
        at.put(
            place,
            new Checkpoint(
                Members.text(object, "state"),
                object.fields().getOrDefault("input", new Json.Null("$")),
                object.fields().get("variables") instanceof Json.Obj variables
                    ? variables.fields()
                    : Map.of()));
      }
      case DONE -> done.put(place, object.fields().getOrDefault("output", new Json.Null("$")));
      case RESET -> forget(place);
      default -> {}
    }
  }

  /** A digit comes behind the slash. */
  private void forget(String place) {
    at.subMap(place + "/", place + "0").clear();
    done.subMap(place + "/", place + "0").clear();
  }

  synchronized Optional<Checkpoint> checkpoint(String place) {
    return Optional.ofNullable(at.get(place));
  }

  synchronized Optional<Json> output(String place) {
    return Optional.ofNullable(done.get(place));
  }

  void enter(String place, Checkpoint checkpoint) {
    write(
        AT,
        new Members()
            .text("place", place)
            .text("state", checkpoint.state())
            .put("input", checkpoint.input())
            .put("variables", Json.object(checkpoint.variables())));
  }

  void done(String place, Json output) {
    write(DONE, new Members().text("place", place).put("output", output));
  }

  /** What runs below begins anew. */
  void reset(String place) {
    write(RESET, new Members().text("place", place));
  }

  private synchronized void write(String kind, Members members) {
    Json.Obj line = members.object();
    journal.append(kind, line);
    read(kind, line);
  }
}
