package io.tandem.sharedfeatures.history;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last step: puts the parts that {@link KeyHistories} gave into the records they are for. All
 * other bytes stay as they are, and so do fields of the two blocks that the definition does not
 * compute, such as a credit limit. Not thread-safe.
 */
public final class RecordBlocks {
  private static final String HISTORY = "customer_history";
  private static final String VELOCITY = "velocity";
  private static final byte[] MARK = utf8("\ufeff");

  private final HistoryDefinition definition;
  private final Set<String> velocityNames = new HashSet<>();
  private final byte[] @Nullable [] parts;
  private boolean accepted;

  public RecordBlocks(HistoryDefinition definition) {
    this.definition = definition;
    for (VelocityKey key : definition.velocity()) {
      velocityNames.add(key.name());
    }
    this.parts = new byte[1 + definition.velocity().size()][];
  }

  /** Takes a part of the next record. */
  public void part(int kind, byte[] part) {
    if (kind == OrderLives.ACCEPTED) {
      accepted = true;
    } else {
      parts[kind] = part;
    }
  }

  /**
   * The record with the parts since the last one. Empty when it was given none: it was refused.
   *
   * @param record as it was given to {@link HistoryRows}
   * @throws IllegalStateException when it is no JSON object with an order, which {@link
   *     HistoryRows} refuses
   */
  public Optional<byte[]> record(byte[] record) {
    Optional<byte[]> written = accepted ? Optional.of(withBlocks(record)) : Optional.empty();
    Arrays.fill(parts, null);
    accepted = false;
    return written;
  }

  private byte[] withBlocks(byte[] record) {
    int order = JsonFields.start(record, begin(record));
    for (String step : definition.orders().path().steps()) {
      int next = -1;
      for (JsonFields.Field field : JsonFields.of(record, order)) {
        if (field.name().equals(step)) {
          next = field.value();
        }
      }
      order = JsonFields.start(record, next);
    }
    List<JsonFields.Field> fields = JsonFields.of(record, order);
    Map<String, byte[]> blocks = new HashMap<>();
    if (definition.hasCustomers()) {
      blocks.put(HISTORY, history(record, kept(record, fields, HISTORY, CustomerHistory.FIELDS)));
    }
    if (parts.length > 1) {
      blocks.put(VELOCITY, velocity(record, kept(record, fields, VELOCITY, velocityNames)));
    }
    return replace(record, order, fields, blocks);
  }

  /** Behind a byte order mark, which readers of orders allow. */
  private static int begin(byte[] record) {
    boolean marked =
        record.length >= MARK.length && Arrays.equals(record, 0, MARK.length, MARK, 0, MARK.length);
    return marked ? MARK.length : 0;
  }

  /** The fields of a block that others compute. */
  private static List<JsonFields.Field> kept(
      byte[] record, List<JsonFields.Field> fields, String block, Set<String> computed) {
    List<JsonFields.Field> kept = new ArrayList<>();
    for (JsonFields.Field field : fields) {
      if (field.name().equals(block)) {
        kept.addAll(JsonFields.of(record, field.value()));
      }
    }
    kept.removeIf(field -> computed.contains(field.name()));
    return kept;
  }

  private byte[] history(byte[] record, List<JsonFields.Field> kept) {
    Block block = new Block();
    byte[] part = parts[OrderLives.CUSTOMER];
    if (part != null) {
      block.add(part, 0, part.length);
    }
    kept.forEach(field -> block.add(record, field.from(), field.to()));
    return block.toBytes();
  }

  private byte[] velocity(byte[] record, List<JsonFields.Field> kept) {
    Block block = new Block();
    for (int kind = 1; kind < parts.length; kind++) {
      byte[] part = parts[kind];
      if (part != null) {
        byte[] name = utf8("\"" + definition.velocity().get(kind - 1).name() + "\":");
        block.add(name, 0, name.length);
        block.out.write(part, 0, part.length);
      }
    }
    kept.forEach(field -> block.add(record, field.from(), field.to()));
    return block.toBytes();
  }

  /** An object's fields, one after the other. */
  private static final class Block {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);

    void add(byte[] field, int from, int to) {
      out.write(out.size() == 0 ? '{' : ',');
      out.write(field, from, to - from);
    }

    /** No bytes when there was no field: missing is not the same as empty. */
    byte[] toBytes() {
      if (out.size() > 0) {
        out.write('}');
      }
      return out.toByteArray();
    }
  }

  /**
   * @param order where its brace stands
   * @param fields of the order
   * @param blocks new values; no bytes where the field is to go
   */
  private static byte[] replace(
      byte[] record, int order, List<JsonFields.Field> fields, Map<String, byte[]> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(record.length + 2_048);
    // Up to the first field stands the brace; every other one has its comma before it.
    int begin = fields.isEmpty() ? order + 1 : fields.get(0).from();
    out.write(record, 0, begin);
    boolean any = false;
    int end = begin;
    for (JsonFields.Field field : fields) {
      byte[] block = blocks.remove(field.name());
      if (block == null || block.length > 0) {
        int from = any ? end : field.from();
        int to = block == null ? field.to() : field.value();
        out.write(record, from, to - from);
        any = true;
        if (block != null) {
          out.write(block, 0, block.length);
        }
      }
      end = field.to();
    }
    for (String name : List.of(HISTORY, VELOCITY)) {
      byte[] block = blocks.get(name);
      if (block != null && block.length > 0) {
        out.writeBytes(utf8((any ? ",\"" : "\"") + name + "\":"));
        out.writeBytes(block);
        any = true;
      }
    }
    out.write(record, end, record.length - end);
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
