package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.protobuf.ProtobufFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of an operator, as they stand in the file: lists of whole numbers, of floats and
 * of texts. A single one is a list of one, and so is a tensor of floats or of bytes.
 */
final class NodeAttributes {
  private static final int MAX_TEXT = 1 << 10;

  // The fields of onnx.proto's AttributeProto.
  private static final int NAME = 1;
  private static final int FLOAT = 2;
  private static final int INT = 3;
  private static final int TEXT = 4;
  private static final int TENSOR = 5;
  private static final int FLOATS = 7;
  private static final int INTS = 8;
  private static final int TEXTS = 9;

  // The fields of its TensorProto, and the types of its numbers that are read.
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_FLOATS = 4;
  private static final int TENSOR_INTS = 5;
  private static final int TENSOR_RAW = 9;
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_UINT8 = 2;

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
      } else if (attribute.isBytes(FLOATS) || attribute.isBits(FLOATS) || attribute.isBits(FLOAT)) {
        addFloats(name, attribute);
      } else if (attribute.isBytes(INTS)) {
        addInts(name, attribute);
      } else if (attribute.isNumber(INTS) || attribute.isNumber(INT)) {
        of(ints, name).add(whole(attribute.number()));
      } else if (attribute.isBytes(TEXT) || attribute.isBytes(TEXTS)) {
        texts.computeIfAbsent(name, any -> new ArrayList<>()).add(known(text(attribute)));
      } else if (attribute.isBytes(TENSOR)) {
        readTensor(name, attribute.message());
      }
    }
  }

  /** Of floats or of bytes; others stay empty. Their type stands before them. */
  private void readTensor(String name, ProtobufFields tensor) throws IOException {
    long type = 0;
    while (tensor.next()) {
      if (tensor.isNumber(TENSOR_TYPE)) {
        type = tensor.number();
      } else if (type == TYPE_FLOAT
          && (tensor.isBytes(TENSOR_FLOATS)
              || tensor.isBits(TENSOR_FLOATS)
              || tensor.isBytes(TENSOR_RAW))) {
        addFloats(name, tensor);
      } else if (type == TYPE_UINT8 && tensor.isBytes(TENSOR_RAW)) {
        Numbers into = of(ints, name);
        while (tensor.left() > 0) {
          into.add(tensor.packedByte());
        }
      } else if (type == TYPE_UINT8 && tensor.isBytes(TENSOR_INTS)) {
        addInts(name, tensor);
      } else if (type == TYPE_UINT8 && tensor.isNumber(TENSOR_INTS)) {
        of(ints, name).add(whole(tensor.number()));
      }
    }
  }

  private static Numbers of(Map<String, Numbers> numbers, String name) {
    return numbers.computeIfAbsent(name, any -> new Numbers());
  }

  /** One, or several side by side. */
  private void addFloats(String name, ProtobufFields field) throws IOException {
    Numbers into = of(floats, name);
    while (field.left() > 0) {
      into.add(field.packedBits());
    }
  }

  private void addInts(String name, ProtobufFields field) throws IOException {
    Numbers into = of(ints, name);
    while (field.left() > 0) {
      into.add(whole(field.packed()));
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
