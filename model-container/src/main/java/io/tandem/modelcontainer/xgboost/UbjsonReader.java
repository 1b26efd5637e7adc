package io.tandem.modelcontainer.xgboost;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Universal Binary JSON as XGBoost writes it, and trusts nothing: XGBoost's own reader takes
 * the process down with a segmentation fault when a file is cut off.
 */
final class UbjsonReader {
  private static final int MAX_DEPTH = 32;

  private final ByteBuffer in;

  private UbjsonReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes); // big-endian, as the format is
  }

  /** The document in the types of {@link ModelNode}. */
  static Object read(byte[] bytes) {
    UbjsonReader reader = new UbjsonReader(bytes);
    try {
      Object document = reader.value(reader.in.get(), 0);
      if (reader.in.hasRemaining()) {
        throw new ModelException(reader.in.remaining() + " bytes follow the end of the document");
      }
      return document;
    } catch (BufferUnderflowException e) {
      throw new ModelException("the file is cut off after " + bytes.length + " bytes");
    }
  }

  private Object value(byte type, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ModelException("nested deeper than " + MAX_DEPTH);
    }
    return switch (type) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case 'S' -> text();
      case 'C' -> String.valueOf((char) (in.get() & 0x7f));
      case 'T' -> true;
      case 'F' -> false;
      case 'i', 'U', 'I', 'l', 'L' -> boxed(whole(type));
      default -> real(type);
    };
  }

  private long whole(byte type) {
    return switch (type) {
      case 'i' -> in.get();
      case 'U' -> in.get() & 0xff;
      case 'I' -> in.getShort();
      case 'l' -> in.getInt();
      case 'L' -> in.getLong();
      default -> throw unknown(type);
    };
  }

  private float real(byte type) {
    return switch (type) {
      case 'd' -> in.getFloat();
      case 'D' -> (float) in.getDouble();
      default -> throw unknown(type);
    };
  }

  private int size(byte type) {
    return switch (type) {
      case 'i', 'U' -> 1;
      case 'I' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw unknown(type);
    };
  }

  private ModelException unknown(byte type) {
    return new ModelException(
        "byte %d is not a UBJSON type (0x%02x)".formatted(in.position() - 1, type));
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (peek() != '}') {
      String name = text();
      if (fields.put(name, value(in.get(), depth + 1)) != null) {
        throw new ModelException("a key is there twice before byte " + in.position());
      }
    }
    in.get();
    return fields;
  }

  private Object array(int depth) {
    if (peek() == '$') {
      in.get();
      byte type = in.get();
      expect('#');
      return numbers(type, length(size(type)));
    }
    List<Object> list = new ArrayList<>();
    if (peek() == '#') {
      in.get();
      int count = length(1);
      for (int i = 0; i < count; i++) {
        list.add(value(in.get(), depth + 1));
      }
    } else {
      while (peek() != ']') {
        list.add(value(in.get(), depth + 1));
      }
      in.get();
    }
    return numbersOrList(list);
  }

  /** Arrays whose elements each state their type are short: lists of trees, not of nodes. */
  private static Object numbersOrList(List<Object> list) {
    int[] wholes = new int[list.size()];
    float[] floats = new float[list.size()];
    boolean whole = true;
    for (int i = 0; i < wholes.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        return list;
      }
      whole &= number instanceof Integer;
      wholes[i] = number.intValue();
      floats[i] = number.floatValue();
    }
    return whole ? wholes : floats;
  }

  private static Number boxed(long whole) {
    if (whole == (int) whole) {
      return (int) whole;
    }
    return (float) whole;
  }

  /** {@code int[]} of whole numbers that fit, else {@code float[]}. */
  private Object numbers(byte type, int count) {
    return switch (type) {
      case 'd' -> {
        float[] floats = new float[count];
        in.asFloatBuffer().get(floats);
        in.position(in.position() + count * Float.BYTES);
        yield floats;
      }
      case 'D' -> {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
          floats[i] = real(type);
        }
        yield floats;
      }
      case 'l' -> {
        int[] wholes = new int[count];
        in.asIntBuffer().get(wholes);
        in.position(in.position() + count * Integer.BYTES);
        yield wholes;
      }
      default -> wholes(type, count);
    };
  }

  private Object wholes(byte type, int count) {
    int begin = in.position();
    int[] wholes = new int[count];
    for (int i = 0; i < count; i++) {
      long whole = whole(type);
      wholes[i] = (int) whole;
      if (wholes[i] != whole) {
        in.position(begin);
        return longs(count);
      }
    }
    return wholes;
  }

  private float[] longs(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = in.getLong();
    }
    return floats;
  }

  private String text() {
    int length = length(1);
    String text = Utf8Text.of(in.array(), in.position(), length);
    in.position(in.position() + length);
    return text;
  }

  /** A length that the rest of the file can hold: nothing is allocated for a larger one. */
  private int length(int elementSize) {
    long length = whole(in.get());
    if (length < 0 || length > in.remaining() / elementSize) {
      throw new ModelException(
          "the length at byte " + in.position() + " is beyond the end of the file (cut off?)");
    }
    return (int) length;
  }

  private byte peek() {
    if (!in.hasRemaining()) {
      throw new BufferUnderflowException();
    }
    return in.get(in.position());
  }

  private void expect(char expected) {
    byte found = in.get();
    if (found != expected) {
      throw unknown(found);
    }
  }
}
