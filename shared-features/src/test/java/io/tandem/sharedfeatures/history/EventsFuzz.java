package io.tandem.sharedfeatures.history;

import static io.tandem.sharedfeatures.history.SmallShop.due;
import static io.tandem.sharedfeatures.history.SmallShop.event;
import static io.tandem.sharedfeatures.history.SmallShop.ip;
import static io.tandem.sharedfeatures.history.SmallShop.known;
import static io.tandem.sharedfeatures.history.SmallShop.order;
import static io.tandem.sharedfeatures.history.SmallShop.who;

import io.tandem.sharedfeatures.fault.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Jazzer's target for the lines of histories: any lines are taken or refused, and of those that are
 * taken each record comes out with its blocks and else as it was. A line's first byte says what it
 * is: a record, an order that only counts for others, or an event.
 */
public final class EventsFuzz {
  private static final char RECORD = 'r';
  private static final char OTHER_ORDER = 'o';
  private static final byte[] NO_PLACE = {};

  private static final HistoryDefinition DEFINITION = SmallShop.definition();

  private EventsFuzz() {}

  public static List<byte[]> seeds() {
    String later = ",\"later\":10.5,\"pieces\":3";
    List<String> paid =
        List.of(
            "r" + order("a", 1, who("c") + ip("10.0.0.1") + later),
            "o" + order("b", 2, who("c") + ip("10.0.0.1") + ",\"amount\":1e3" + known(3)),
            "r" + order("d", 400, who("c") + ip("10.0.0.1") + later),
            "e" + event("shipped", "a", 2, due(3)),
            "e" + event("shipped", "b", 2, known(4) + due(100)),
            "e" + event("returned", "a", 3, ",\"items\":1"),
            "e" + event("reminded", "a", 5, ",\"level\":2" + known(6)),
            "e" + event("paid", "a", 70, ""));
    List<String> lost =
        List.of(
            "o" + order("a", 1, who("c") + later),
            "o" + order("x", 1, who("c")),
            "o" + order("a", 1, who("other")),
            "r" + order("d", 9_000, who("c") + ",\"velocity\":{\"9\":1},\"customer_history\":null"),
            "e" + event("written_off", "a", 1, ""),
            "e" + event("shipped", "a", 2, ""),
            "e" + event("cancelled", "x", 2, ""),
            "e" + event("declined", "x", 2, ""),
            "e" + event("paid", "nobody", 2, ""));
    return List.of(bytes(paid), bytes(lost));
  }

  private static byte[] bytes(List<String> lines) {
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    HistoryRows reader = new HistoryRows(DEFINITION);
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int to = 0; to <= bytes.length; to++) {
      if (to == bytes.length || bytes[to] == '\n') {
        if (to > from && isTaken(reader, bytes, from, to)) {
          // What is taken is UTF-8, which a text keeps.
          lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
        from = to + 1;
      }
    }
    List<String> written = run(lines);
    if (written.size() == lines.stream().filter(line -> line.charAt(0) == RECORD).count()) {
      Iterator<String> next = written.iterator();
      lines.replaceAll(line -> line.charAt(0) == RECORD ? RECORD + next.next() : line);
      if (!run(lines).equals(written)) {
        throw new AssertionError("another time gives other blocks: " + written);
      }
    }
  }

  private static boolean isTaken(HistoryRows reader, byte[] bytes, int from, int to) {
    int length = to - from - 1;
    Optional<Rejection> refused =
        bytes[from] == RECORD || bytes[from] == OTHER_ORDER
            ? reader.order(bytes, from + 1, length, NO_PLACE, false, row -> {})
            : reader.event(bytes, from + 1, length, NO_PLACE, row -> {});
    return refused.isEmpty();
  }

  private static List<String> run(List<String> lines) {
    InMemory shop = new InMemory(DEFINITION);
    List<FuzzedRecord> records = new ArrayList<>();
    for (String line : lines) {
      String json = line.substring(1);
      if (line.charAt(0) == RECORD) {
        shop.record(json);
        records.add(new FuzzedRecord(json));
      } else if (line.charAt(0) == OTHER_ORDER) {
        shop.otherOrder(json);
      } else {
        shop.event(json);
      }
    }
    return FuzzedRecord.check(DEFINITION, records, shop);
  }
}
