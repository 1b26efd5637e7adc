package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.history.HistoryDefinition;
import io.tandem.sharedfeatures.history.HistoryRows;
import io.tandem.sharedfeatures.history.KeyHistories;
import io.tandem.sharedfeatures.history.OrderLives;
import io.tandem.sharedfeatures.history.RecordBlocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The example with events, in a folder, and what one machine makes of it. */
record HistoryExample(
    Path folder, List<String> records, List<String> otherOrders, List<String> events) {
  private static final Path EXAMPLE = Path.of("..", "examples", "deferred-payment");
  static final Path DEFINITION = EXAMPLE.resolve("history.json");

  static HistoryExample unpackedIn(Path folder) throws IOException {
    return new HistoryExample(
        folder, unpack(folder, "sample"), unpack(folder, "other-orders"), unpack(folder, "events"));
  }

  /** Into a file, as packed ones are not read in parts. */
  private static List<String> unpack(Path folder, String name) throws IOException {
    Path packed = EXAMPLE.resolve(name + ".jsonl.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(folder.resolve(name + ".jsonl"), text);
      return text.lines().toList();
    }
  }

  /** The file of {@code sample}, {@code other-orders} or {@code events}. */
  String input(String name) {
    return folder.resolve(name + ".jsonl").toString();
  }

  /** The lines of the steps without a cluster between them, sorted. */
  List<String> onOneMachine(List<String> records) throws IOException {
    HistoryDefinition definition = HistoryDefinition.read(Files.readAllBytes(DEFINITION));
    HistoryRows reader = new HistoryRows(definition);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      byte[] place = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
      byte[] json = records.get(i).getBytes(StandardCharsets.UTF_8);
      reader.order(json, 0, json.length, place, true, rows::add);
    }
    for (String line : otherOrders) {
      byte[] json = line.getBytes(StandardCharsets.UTF_8);
      reader.order(json, 0, json.length, new byte[0], false, rows::add);
    }
    for (String line : events) {
      byte[] json = line.getBytes(StandardCharsets.UTF_8);
      reader.event(json, 0, json.length, new byte[0], rows::add);
    }
    List<byte[]> byKey = new ArrayList<>();
    OrderLives lives = new OrderLives(definition, byKey::add, (finding, place) -> {});
    rows.stream().sorted(Arrays::compareUnsigned).forEach(lives::accept);
    List<RecordBlocks> blocks = new ArrayList<>();
    records.forEach(record -> blocks.add(new RecordBlocks(definition)));
    KeyHistories histories =
        new KeyHistories(
            definition,
            (order, place, kind, part) ->
                blocks.get(ByteBuffer.wrap(place).getInt()).part(kind, part));
    byKey.stream().sorted(Arrays::compareUnsigned).forEach(histories::accept);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      byte[] record = records.get(i).getBytes(StandardCharsets.UTF_8);
      lines.add(new String(blocks.get(i).record(record).orElseThrow(), StandardCharsets.UTF_8));
    }
    lines.sort(null);
    return lines;
  }

  /** Of a whole output, sorted. */
  static List<String> lines(Path output) throws IOException {
    if (!Files.exists(output.resolve("_SUCCESS"))) {
      throw new AssertionError(output + " is not whole");
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path part : files.filter(f -> f.getFileName().toString().startsWith("part-")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    lines.sort(null);
    return lines;
  }
}
