package io.tandem.modelcontainer.catboost;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of a FlatBuffers message. A field is known by its number; one that was not written has
 * the value that its reader states. An offset that leads out of the message is a {@link
 * ModelException}.
 */
final class Table {
  private static final int FIRST_FIELD = 4;

  /** Elements of one size, in the order in which they were written. */
  record Vector(ByteBuffer message, int begin, int length, int elementBytes) {
    private static final Vector EMPTY = new Vector(ByteBuffer.allocate(0), 0, 0, 1);

    Vector {
      if (length < 0 || begin + (long) length * elementBytes > message.limit()) {
        throw damaged();
      }
    }

    int integer(int index) {
      return message.getInt(begin + index * elementBytes);
    }

    int unsignedShort(int index, int within) {
      return Short.toUnsignedInt(message.getShort(begin + index * elementBytes + within));
    }
  }

  private final ByteBuffer message;
  private final int begin;
  private final int fields;
  private final int fieldsEnd;

  private Table(ByteBuffer message, int begin) {
    this.message = message;
    this.begin = begin;
    this.fields = checked(begin - (long) message.getInt(begin));
    this.fieldsEnd = Short.toUnsignedInt(message.getShort(fields));
  }

  /** The table that a message consists of. */
  static Table root(byte[] file, int begin, int length) {
    ByteBuffer message =
        ByteBuffer.wrap(file, begin, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    return at(message, 0);
  }

  private static Table at(ByteBuffer message, int reference) {
    return new Table(message, follow(message, reference));
  }

  private static int follow(ByteBuffer message, int reference) {
    if (reference < 0 || reference + (long) Integer.BYTES > message.limit()) {
      throw damaged();
    }
    long target = reference + Integer.toUnsignedLong(message.getInt(reference));
    if (target + Integer.BYTES > message.limit()) {
      throw damaged();
    }
    return (int) target;
  }

  private static ModelException damaged() {
    return new ModelException("it is damaged or cut off: what it refers to lies outside of it");
  }

  private int checked(long place) {
    if (place < 0 || place + Integer.BYTES > message.limit()) {
      throw damaged();
    }
    return (int) place;
  }

  /** Where a field was written; 0 when it was not. */
  private int place(int field) {
    int entry = FIRST_FIELD + field * Short.BYTES;
    if (entry + Short.BYTES > fieldsEnd || fields + entry + Short.BYTES > message.limit()) {
      return 0;
    }
    int offset = Short.toUnsignedInt(message.getShort(fields + entry));
    return offset == 0 ? 0 : begin + offset;
  }

  boolean has(int field) {
    return place(field) != 0;
  }

  int integer(int field, int absent) {
    int place = place(field);
    return place == 0 ? absent : message.getInt(checked(place));
  }

  int octet(int field) {
    int place = place(field);
    if (place >= message.limit()) {
      throw damaged();
    }
    return place == 0 ? 0 : message.get(place);
  }

  Table table(int field) {
    return at(message, place(field));
  }

  Vector vector(int field, int elementBytes) {
    int place = place(field);
    if (place == 0) {
      return Vector.EMPTY;
    }
    int begin = follow(message, place);
    return new Vector(message, begin + Integer.BYTES, message.getInt(begin), elementBytes);
  }

  /**
   * @throws ModelException when there are more than so many
   */
  List<Table> tables(int field, int atMost) {
    Vector references = vector(field, Integer.BYTES);
    if (references.length() > atMost) {
      throw new ModelException("it has a list of more than " + atMost + " parts");
    }
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < references.length(); i++) {
      tables.add(at(message, references.begin() + i * Integer.BYTES));
    }
    return tables;
  }

  /** Empty when it was not written. */
  String text(int field) {
    Vector bytes = vector(field, 1);
    byte[] text = new byte[bytes.length()];
    bytes.message().get(bytes.begin(), text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
