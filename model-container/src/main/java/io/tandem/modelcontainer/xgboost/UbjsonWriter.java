package io.tandem.modelcontainer.xgboost;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Writes Universal Binary JSON as XGBoost does: its reader wants arrays of numbers in the types
 * that it writes itself. Every value has a name; lengths are numbers of 64 bits.
 */
final class UbjsonWriter {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 16;

  private ByteBuffer out; // big-endian, as the format is

  /**
   * Begins with the object that is the document.
   *
   * @param likely bytes of it, so that few need to be copied
   */
  UbjsonWriter(long likely) {
    out = ByteBuffer.allocate((int) Math.min(likely, MAX_BYTES));
    put('{');
  }

  /** The number of an array at an index. */
  @FunctionalInterface
  interface Reals {
    float at(int index);
  }

  void beginObject(String name) {
    key(name);
    put('{');
  }

  /** Begins a list of so many objects, each from {@link #beginElement} to {@link #endObject}. */
  void beginList(String name, int count) {
    key(name);
    put('[');
    put('#');
    length(count);
  }

  void beginElement() {
    put('{');
  }

  void endObject() {
    put('}');
  }

  void text(String name, String text) {
    key(name);
    put('S');
    bytes(text);
  }

  void whole(String name, int value) {
    key(name);
    element(value);
  }

  /** A list whose elements state their type, as XGBoost writes those beside the trees. */
  void list(String name, int count, IntUnaryOperator wholes) {
    beginList(name, count);
    for (int i = 0; i < count; i++) {
      element(wholes.applyAsInt(i));
    }
  }

  /** The same of floats. */
  void listOfFloats(String name, int count, Reals floats) {
    beginList(name, count);
    for (int i = 0; i < count; i++) {
      put('d');
      room(Float.BYTES);
      out.putFloat(floats.at(i));
    }
  }

  private void element(int whole) {
    put('l');
    room(Integer.BYTES);
    out.putInt(whole);
  }

  void floats(String name, int count, Reals floats) {
    array(name, 'd', count, Float.BYTES);
    for (int i = 0; i < count; i++) {
      out.putFloat(floats.at(i));
    }
  }

  /** Of 32 bits. */
  void wholes(String name, int count, IntUnaryOperator wholes) {
    array(name, 'l', count, Integer.BYTES);
    for (int i = 0; i < count; i++) {
      out.putInt(wholes.applyAsInt(i));
    }
  }

  /** Of 8 bits. */
  void flags(String name, int count, IntUnaryOperator flags) {
    array(name, 'U', count, 1);
    for (int i = 0; i < count; i++) {
      out.put((byte) flags.applyAsInt(i));
    }
  }

  /** An empty array of numbers of 64 bits. */
  void noLongs(String name) {
    array(name, 'L', 0, Long.BYTES);
  }

  private void array(String name, char type, int count, int elementBytes) {
    key(name);
    put('[');
    put('$');
    put(type);
    put('#');
    length(count);
    room((long) count * elementBytes);
  }

  /**
   * An object of texts and of such objects.
   *
   * @throws ModelException when it holds anything else
   */
  void object(String name, Map<?, ?> object) {
    beginObject(name);
    object.forEach(
        (key, value) -> {
          switch (value) {
            case String text -> text(String.valueOf(key), text);
            case Map<?, ?> inner -> object(String.valueOf(key), inner);
            default -> throw new ModelException(name + "." + key + " is neither text nor object");
          }
        });
    endObject();
  }

  /** Ends the document. */
  byte[] toByteArray() {
    put('}');
    return Arrays.copyOf(out.array(), out.position());
  }

  private void key(String name) {
    bytes(name);
  }

  private void bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    length(bytes.length);
    room(bytes.length);
    out.put(bytes);
  }

  private void length(int length) {
    put('L');
    room(Long.BYTES);
    out.putLong(length);
  }

  private void put(char type) {
    room(1);
    out.put((byte) type);
  }

  private void room(long bytes) {
    if (bytes > out.remaining()) {
      long needed = out.position() + bytes;
      if (needed > MAX_BYTES) {
        throw new ModelException("translated, it has more than " + MAX_BYTES + " bytes");
      }
      int longer = (int) Math.clamp(2L * out.capacity(), needed, MAX_BYTES);
      out = ByteBuffer.allocate(longer).put(out.flip());
    }
  }
}
