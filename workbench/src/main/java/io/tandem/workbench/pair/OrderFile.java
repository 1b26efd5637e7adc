package io.tandem.workbench.pair;

import io.tandem.featurecontainer.records.NotJsonLines;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.featurecontainer.records.UnreadableFile;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.lines.LineReader;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.strictjson.InvalidJsonException;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Orders to pick from: the first ones of a file of JSON Lines, in memory. Of a training record it
 * is its order.
 *
 * @param name of the file
 * @param lines the orders that were read
 * @param more whether the file has others
 */
public record OrderFile(String name, List<Line> lines, boolean more) {
  /** Bytes of one order; a cart of two thousand lines has a third of it. */
  public static final int MAX_ORDER_BYTES = 1 << 20;

  private static final int MAX_ORDERS = 1_000;
  private static final long MAX_BYTES = 64L << 20;
  private static final String EXPECTED = "a file of orders, one as JSON on each line";

  public OrderFile {
    lines = List.copyOf(lines);
  }

  /**
   * @param number of the line in the file, from 1
   * @param order as JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Line(long number, byte[] order) {}

  /**
   * @param file gzip allowed
   * @throws ContainerException when it cannot be read, or holds no JSON Lines
   */
  public static OrderFile read(Path file, FeatureDefinition definition) {
    String name = file.toString();
    try (InputStream stored = Files.newInputStream(file);
        InputStream in = RecordFile.unpacked(stored)) {
      return read(name, new LineReader(in, MAX_ORDER_BYTES), definition);
    } catch (IOException e) {
      throw UnreadableFile.fault(name, EXPECTED, e);
    }
  }

  private static OrderFile read(String name, LineReader reader, FeatureDefinition definition)
      throws IOException {
    List<Line> lines = new ArrayList<>();
    long bytes = 0;
    while (reader.next()) {
      if (lines.size() == MAX_ORDERS || bytes > MAX_BYTES) {
        return new OrderFile(name, lines, true);
      }
      if (reader.isTooLong()) {
        throw new ContainerException(
            "%s:%d: longer than %d bytes; expected %s"
                .formatted(name, reader.number(), MAX_ORDER_BYTES, EXPECTED));
      }
      if (!reader.isBlank()) {
        byte[] order = order(name, reader, definition);
        bytes += order.length;
        lines.add(new Line(reader.number(), order));
      }
    }
    if (lines.isEmpty()) {
      throw new ContainerException(name + ": has no order; expected " + EXPECTED);
    }
    return new OrderFile(name, lines, false);
  }

  private static byte[] order(String name, LineReader reader, FeatureDefinition definition) {
    byte[] line = Arrays.copyOfRange(reader.bytes(), reader.begin(), reader.end());
    try {
      Json json = Json.read(line, JsonLimits.ofBytes(MAX_ORDER_BYTES));
      if (!definition.isRecordNotOrder(line, 0, line.length)) {
        return line;
      }
      for (String step : definition.order().steps()) {
        json = json instanceof Json.Obj object ? object.fields().getOrDefault(step, json) : json;
      }
      return json.compact().getBytes(StandardCharsets.UTF_8);
    } catch (InvalidJsonException e) {
      String form =
          NotJsonLines.of(line, 0, line.length).map(f -> ", this is " + f.name()).orElse("");
      throw new ContainerException(
          "%s:%d: %s; expected %s%s".formatted(name, reader.number(), e.fault(), EXPECTED, form),
          e);
    }
  }

  /**
   * The lines whose JSON has a text in it, in whatever case.
   *
   * @param text all lines have the empty one
   * @param most how many at the most
   */
  public List<Line> find(String text, int most) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return lines.stream()
        .filter(
            line ->
                wanted.isEmpty()
                    || new String(line.order, StandardCharsets.UTF_8)
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
        .limit(most)
        .toList();
  }
}
