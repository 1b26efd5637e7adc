package io.tandem.modelcontainer.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of an operator, as they stand in the file: lists of whole numbers, of floats and
 * of texts. A single one is a list of one.
 */
final class TreeAttributes {
  private static final int MAX_TEXT = 1 << 10;

  // The fields of onnx.proto's AttributeProto.
  private static final int NAME = 1;
  private static final int FLOAT = 2;
  private static final int INT = 3;
  private static final int TEXT = 4;
  private static final int FLOATS = 7;
  private static final int INTS = 8;
  private static final int TEXTS = 9;

  private final Map<String, Numbers> ints = new HashMap<>();
  private final Map<String, Numbers> floats = new HashMap<>();
  private final Map<String, List<String>> texts = new HashMap<>();

  /** Each text once: there are as many modes as nodes, of a few kinds. */
  private final Map<String, String> known = new HashMap<>();

  /** Whole numbers, or the bits of floats. */
  private static final class Numbers {
    private int[] all = new int[16];
    private int count;

    void add(int number) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = number;
    }
  }

  /** The name stands first, as every writer of protobuf has it. */
  void read(ProtobufFields attribute) throws IOException {
    String name = "";
    while (attribute.next()) {
      if (attribute.isBytes(NAME)) {
        name = text(attribute);
      } else if (attribute.isBytes(FLOATS)) {
        Numbers into = floats.computeIfAbsent(name, any -> new Numbers());
        while (attribute.left() > 0) {
          into.add(attribute.packedBits());
        }
      } else if (attribute.isBits(FLOATS) || attribute.isBits(FLOAT)) {
        floats.computeIfAbsent(name, any -> new Numbers()).add(attribute.packedBits());
      } else if (attribute.isBytes(INTS)) {
        Numbers into = ints.computeIfAbsent(name, any -> new Numbers());
        while (attribute.left() > 0) {
          into.add(whole(attribute.packed()));
        }
      } else if (attribute.isNumber(INTS) || attribute.isNumber(INT)) {
        ints.computeIfAbsent(name, any -> new Numbers()).add(whole(attribute.number()));
      } else if (attribute.isBytes(TEXT) || attribute.isBytes(TEXTS)) {
        texts.computeIfAbsent(name, any -> new ArrayList<>()).add(known(text(attribute)));
      }
    }
  }

  private String known(String text) {
    return known.computeIfAbsent(text, same -> same);
  }

  private static int whole(long number) throws IOException {
    if (number != (int) number) {
      throw new IOException("a number of more than 32 bits");
    }
    return (int) number;
  }

  private static String text(ProtobufFields field) throws IOException {
    return new String(field.bytes(MAX_TEXT), StandardCharsets.UTF_8);
  }

  /** Empty where there is no such attribute. */
  int[] ints(String name) {
    Numbers found = ints.getOrDefault(name, new Numbers());
    return Arrays.copyOf(found.all, found.count);
  }

  /** Empty where there is no such attribute. */
  float[] floats(String name) {
    Numbers found = floats.getOrDefault(name, new Numbers());
    float[] values = new float[found.count];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(found.all[i]);
    }
    return values;
  }

  /** Empty where there is no such attribute. */
  List<String> texts(String name) {
    return texts.getOrDefault(name, List.of());
  }

  String text(String name, String otherwise) {
    return texts(name).isEmpty() ? otherwise : texts(name).getFirst();
  }
}
