package io.tandem.sharedfeatures.history;

import io.tandem.sharedfeatures.fault.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The steps with sorts between them that need no disk. */
final class InMemory {
  private final HistoryDefinition definition;
  private final HistoryRows reader;
  private final List<byte[]> rows = new ArrayList<>();
  private final List<byte[]> records = new ArrayList<>();

  /** Of lines that are no records, whose places are their numbers. */
  private int place = 1 << 20;

  /** What was found, in the order of the orders' ids. */
  final List<Finding> findings = new ArrayList<>();

  /** May change the rows by key before they are sorted. */
  UnaryOperator<byte[]> plant = UnaryOperator.identity();

  InMemory(HistoryDefinition definition) {
    this.definition = definition;
    this.reader = new HistoryRows(definition);
  }

  private static byte[] place(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  Optional<Rejection> record(String line) {
    byte[] json = line.getBytes(StandardCharsets.UTF_8);
    records.add(json);
    return reader.order(json, 0, json.length, place(records.size() - 1), true, rows::add);
  }

  Optional<Rejection> otherOrder(String line) {
    byte[] json = line.getBytes(StandardCharsets.UTF_8);
    return reader.order(json, 0, json.length, place(place++), false, rows::add);
  }

  Optional<Rejection> event(String line) {
    byte[] json = line.getBytes(StandardCharsets.UTF_8);
    return reader.event(json, 0, json.length, place(place++), rows::add);
  }

  /** The records that were not refused, in their order, with their blocks. */
  List<String> run() {
    List<byte[]> byKey = new ArrayList<>();
    OrderLives lives =
        new OrderLives(
            definition,
            row -> byKey.add(plant.apply(row)),
            (finding, place) -> findings.add(finding));
    rows.sort(Arrays::compareUnsigned);
    rows.forEach(lives::accept);
    List<byte[]> parts = new ArrayList<>();
    KeyHistories histories =
        new KeyHistories(
            definition,
            (order, place, kind, part) ->
                parts.add(
                    ByteBuffer.allocate(place.length + 1 + part.length)
                        .put(place)
                        .put((byte) kind)
                        .put(part)
                        .array()));
    byKey.sort(Arrays::compareUnsigned);
    byKey.forEach(histories::accept);
    parts.sort(Arrays::compareUnsigned);
    return join(parts);
  }

  private List<String> join(List<byte[]> parts) {
    RecordBlocks blocks = new RecordBlocks(definition);
    List<String> joined = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < records.size(); i++) {
      for (; next < parts.size() && ByteBuffer.wrap(parts.get(next)).getInt() == i; next++) {
        byte[] part = parts.get(next);
        blocks.part(
            part[Integer.BYTES] & 0xff, Arrays.copyOfRange(part, Integer.BYTES + 1, part.length));
      }
      blocks
          .record(records.get(i))
          .ifPresent(record -> joined.add(new String(record, StandardCharsets.UTF_8)));
    }
    return joined;
  }
}
