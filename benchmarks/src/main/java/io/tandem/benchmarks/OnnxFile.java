package io.tandem.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Writes models in ONNX, as far as the benchmarks need them: the fields of onnx.proto by hand. */
final class OnnxFile {
  private static final int FLOAT = 1;

  // The kinds of attributes.
  private static final int A_FLOATS = 6;
  private static final int AN_INT = 2;
  private static final int INTS = 7;
  private static final int STRINGS = 8;

  private OnnxFile() {}

  /** Two layers, with a sigmoid at the end. */
  static byte[] network(int width, int hidden, Random random) {
    Message graph = new Message();
    graph.message(1, node("Gemm", "", List.of("x", "w1", "b1"), "h1"));
    graph.message(1, node("Relu", "", List.of("h1"), "h2"));
    graph.message(1, node("Gemm", "", List.of("h2", "w2", "b2"), "h3"));
    graph.message(1, node("Sigmoid", "", List.of("h3"), "y"));
    graph.message(5, tensor("w1", random, width, hidden));
    graph.message(5, tensor("b1", random, hidden));
    graph.message(5, tensor("w2", random, hidden, 1));
    graph.message(5, tensor("b2", random, 1));
    return model(graph, width);
  }

  /** Full trees of random splits, as one tree operator. */
  static byte[] trees(int width, int trees, int depth, Random random) {
    Message node = node("TreeEnsembleRegressor", "ai.onnx.ml", List.of("x"), "y");
    Trees all = new Trees();
    int leaf = (1 << depth) - 1;
    for (int tree = 0; tree < trees; tree++) {
      for (int place = 0; place < 2 * leaf + 1; place++) {
        all.add(tree, place, place >= leaf, random, width);
      }
    }
    node.message(5, attribute("n_targets", AN_INT, new Message().number(3, 1)));
    all.writeTo(node);
    Message graph = new Message();
    graph.message(1, node);
    return model(graph, width);
  }

  private static final class Trees {
    private final Message ids = new Message();
    private final Message nodes = new Message();
    private final Message features = new Message();
    private final Message values = new Message();
    private final Message yes = new Message();
    private final Message no = new Message();
    private final Message modes = new Message();
    private final Message leafTrees = new Message();
    private final Message leafNodes = new Message();
    private final Message leafIds = new Message();
    private final Message weights = new Message();

    void add(int tree, int place, boolean isLeaf, Random random, int width) {
      ids.number(8, tree);
      nodes.number(8, place);
      features.number(8, isLeaf ? 0 : random.nextInt(width));
      values.bits(7, isLeaf ? 0 : (float) random.nextGaussian());
      yes.number(8, isLeaf ? 0 : 2 * place + 1);
      no.number(8, isLeaf ? 0 : 2 * place + 2);
      modes.text(9, isLeaf ? "LEAF" : "BRANCH_LEQ");
      if (isLeaf) {
        leafTrees.number(8, tree);
        leafNodes.number(8, place);
        leafIds.number(8, 0);
        weights.bits(7, (float) random.nextGaussian());
      }
    }

    void writeTo(Message node) {
      node.message(5, attribute("nodes_treeids", INTS, ids));
      node.message(5, attribute("nodes_nodeids", INTS, nodes));
      node.message(5, attribute("nodes_featureids", INTS, features));
      node.message(5, attribute("nodes_values", A_FLOATS, values));
      node.message(5, attribute("nodes_truenodeids", INTS, yes));
      node.message(5, attribute("nodes_falsenodeids", INTS, no));
      node.message(5, attribute("nodes_modes", STRINGS, modes));
      node.message(5, attribute("target_treeids", INTS, leafTrees));
      node.message(5, attribute("target_nodeids", INTS, leafNodes));
      node.message(5, attribute("target_ids", INTS, leafIds));
      node.message(5, attribute("target_weights", A_FLOATS, weights));
    }
  }

  private static Message node(String operator, String domain, List<String> inputs, String output) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    return node.text(2, output).text(4, operator).text(7, domain);
  }

  private static Message attribute(String name, int kind, Message values) {
    return new Message().text(1, name).append(values).number(20, kind);
  }

  /** Of small random numbers. */
  private static Message tensor(String name, Random random, int... shape) {
    Message tensor = new Message();
    int size = 1;
    for (int dimension : shape) {
      tensor.number(1, dimension);
      size *= dimension;
    }
    ByteBuffer numbers = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (numbers.hasRemaining()) {
      numbers.putFloat((float) random.nextGaussian() / 16);
    }
    return tensor.number(2, FLOAT).text(8, name).bytes(9, numbers.array());
  }

  private static byte[] model(Message graph, int width) {
    graph.text(2, "benchmark").message(11, value("x", width)).message(12, value("y", 1));
    return new Message()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Message().text(1, "").number(2, 15))
        .message(8, new Message().text(1, "ai.onnx.ml").number(2, 3))
        .out
        .toByteArray();
  }

  /** Rows of so many floats, any number of them. */
  private static Message value(String name, int width) {
    Message shape =
        new Message()
            .message(1, new Message().text(2, "rows"))
            .message(1, new Message().number(1, width));
    Message tensor = new Message().number(1, FLOAT).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A protobuf message, field after field. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message bits(int field, float value) {
      varint(((long) field << 3) | 5);
      int bits = Float.floatToIntBits(value);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        out.write(bits >>> shift);
      }
      return this;
    }

    Message text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message inner) {
      return bytes(field, inner.out.toByteArray());
    }

    Message append(Message fields) {
      out.writeBytes(fields.out.toByteArray());
      return this;
    }

    Message bytes(int field, byte[] bytes) {
      varint(((long) field << 3) | 2);
      varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    private void varint(long value) {
      long left = value;
      while (left > 0x7f) {
        out.write(((int) left & 0x7f) | 0x80);
        left >>>= 7;
      }
      out.write((int) left);
    }
  }
}
