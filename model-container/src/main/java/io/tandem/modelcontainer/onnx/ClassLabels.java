package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.protobuf.ProtobufFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of a model, in the order of its probabilities. ONNX Runtime does not tell the order:
 * its maps are sorted by label. The file tells it, in the node that makes the output: a ZipMap or a
 * classifier.
 */
final class ClassLabels {
  private static final int MAX_LABELS = 1 << 16;
  private static final int MAX_BYTES = 1 << 16;
  private static final int MAX_BYTES_OF_ALL = 1 << 24;

  // The fields of onnx.proto that lead there.
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_STRINGS = 9;

  /** Those of a node, as far as they were read. */
  private static final class Labels {
    final List<Object> all = new ArrayList<>();
    private long bytes;

    void add(long number) throws IOException {
      add(number, Long.BYTES);
    }

    void addText(ProtobufFields field) throws IOException {
      long size = field.left();
      add(text(field), size);
    }

    private void add(Object label, long size) throws IOException {
      bytes += size;
      if (all.size() == MAX_LABELS || bytes > MAX_BYTES_OF_ALL) {
        throw new IOException(
            "more than %d classes, or %d bytes of names".formatted(MAX_LABELS, MAX_BYTES_OF_ALL));
      }
      all.add(label);
    }
  }

  private ClassLabels() {}

  /**
   * Each a {@code Long} or a {@code String}; empty when the node that makes the output names none.
   *
   * @throws OnnxException when the file cannot be read
   */
  static List<Object> of(Path file, String output) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ProtobufFields model = new ProtobufFields(in, Files.size(file));
      while (model.next()) {
        if (model.isBytes(MODEL_GRAPH)) {
          List<Object> labels = ofGraph(model.message(), output);
          if (!labels.isEmpty()) {
            return labels;
          }
        }
      }
      return List.of();
    } catch (IOException e) {
      throw new OnnxException("the names of its classes cannot be read: " + e.getMessage());
    }
  }

  private static List<Object> ofGraph(ProtobufFields graph, String output) throws IOException {
    while (graph.next()) {
      if (graph.isBytes(GRAPH_NODE)) {
        List<Object> labels = ofNode(graph.message(), output);
        if (!labels.isEmpty()) {
          return labels;
        }
      }
    }
    return List.of();
  }

  private static List<Object> ofNode(ProtobufFields node, String output) throws IOException {
    Labels labels = new Labels();
    boolean makesIt = false;
    while (node.next()) {
      if (node.isBytes(NODE_OUTPUT) && node.left() <= MAX_BYTES) {
        makesIt |= text(node).equals(output);
      } else if (node.isBytes(NODE_ATTRIBUTE)) {
        addLabels(node.message(), labels);
      }
    }
    return makesIt ? labels.all : List.of();
  }

  /** The name of an attribute comes first, as every writer of protobuf has it. */
  private static void addLabels(ProtobufFields attribute, Labels labels) throws IOException {
    boolean areLabels = false;
    while (attribute.next()) {
      if (attribute.isBytes(ATTRIBUTE_NAME) && attribute.left() <= MAX_BYTES) {
        areLabels = text(attribute).startsWith("classlabels_");
      } else if (areLabels && attribute.isBytes(ATTRIBUTE_STRINGS)) {
        labels.addText(attribute);
      } else if (areLabels && attribute.isNumber(ATTRIBUTE_INTS)) {
        labels.add(attribute.number());
      } else if (areLabels && attribute.isBytes(ATTRIBUTE_INTS)) {
        while (attribute.left() > 0) {
          labels.add(attribute.packed());
        }
      }
    }
  }

  private static String text(ProtobufFields field) throws IOException {
    return new String(field.bytes(MAX_BYTES), StandardCharsets.UTF_8);
  }
}
