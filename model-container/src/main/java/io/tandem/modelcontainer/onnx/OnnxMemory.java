package io.tandem.modelcontainer.onnx;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.protobuf.ProtobufFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What ONNX Runtime occupies for a model, all of it outside of the heap, and what reading its trees
 * takes of the heap. It does not tell; measured with trees of 0.1 to 4 MB and networks of 64 KB to
 * 9 MB.
 *
 * @param fileBytes of the model file
 * @param weightBytes that the model has in other files, as far as it states their lengths
 * @param hasTrees whether it has a tree operator, whose nodes grow in the runtime; true where that
 *     cannot be read
 */
record OnnxMemory(long fileBytes, long weightBytes, boolean hasTrees) {
  private static final long OF_ANY = 256 << 10;

  private static final int PER_BYTE_OF_TREES = 8;
  private static final int LOADING_PER_BYTE_OF_TREES = 15;
  private static final int HEAP_PER_BYTE_OF_TREES = 12;
  private static final double PER_BYTE_OF_WEIGHTS = 1.25;
  private static final int LOADING_PER_BYTE_OF_WEIGHTS = 4;

  // The fields of onnx.proto that lead there.
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTION = 25;
  private static final int FUNCTION_NODE = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int MAX_TEXT = 1 << 10;

  /** Of branches and loops in each other. */
  private static final int MAX_DEPTH = 32;

  /** By the fields of the file, as far as they can be read. */
  static OnnxMemory of(Path file) {
    Fields fields = new Fields();
    long size = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      size = Files.size(file);
      fields.model(new ProtobufFields(in, size));
    } catch (IOException | NumberFormatException e) {
      // Who loads it says what is wrong with it.
      fields.hasTrees = true;
    }
    return new OnnxMemory(size, fields.weightBytes, fields.hasTrees);
  }

  /** What a session keeps. */
  MemoryUse loaded() {
    long graph =
        hasTrees ? PER_BYTE_OF_TREES * fileBytes : (long) (PER_BYTE_OF_WEIGHTS * fileBytes);
    return new MemoryUse(0, OF_ANY + graph + (long) (PER_BYTE_OF_WEIGHTS * weightBytes));
  }

  /**
   * The most that loading it needs at any time.
   *
   * @param beside bytes of other files: no more weights than that are there
   */
  MemoryUse loading(long beside) {
    int perByte = hasTrees ? LOADING_PER_BYTE_OF_TREES : LOADING_PER_BYTE_OF_WEIGHTS;
    long weights = Math.min(beside, weightBytes);
    return new MemoryUse(
        hasTrees ? HEAP_PER_BYTE_OF_TREES * fileBytes : 0,
        OF_ANY + perByte * fileBytes + LOADING_PER_BYTE_OF_WEIGHTS * weights);
  }

  /** What of a file's fields counts, as far as they were read. */
  private static final class Fields {
    private boolean hasTrees;
    private long weightBytes;

    void model(ProtobufFields model) throws IOException {
      while (model.next()) {
        if (model.isBytes(MODEL_GRAPH)) {
          graph(model.message(), 0);
        } else if (model.isBytes(MODEL_FUNCTION)) {
          function(model.message());
        }
      }
    }

    private void function(ProtobufFields function) throws IOException {
      while (function.next()) {
        if (function.isBytes(FUNCTION_NODE)) {
          node(function.message(), 0);
        }
      }
    }

    private void graph(ProtobufFields graph, int depth) throws IOException {
      if (depth > MAX_DEPTH) {
        throw new IOException("graphs in each other, deeper than " + MAX_DEPTH);
      }
      while (graph.next()) {
        if (graph.isBytes(GRAPH_NODE)) {
          node(graph.message(), depth);
        } else if (graph.isBytes(GRAPH_INITIALIZER)) {
          tensor(graph.message());
        }
      }
    }

    private void node(ProtobufFields node, int depth) throws IOException {
      while (node.next()) {
        if (node.isBytes(NODE_OPERATOR)) {
          // An operator of a longer name is none of those.
          hasTrees |= node.left() <= MAX_TEXT && text(node).startsWith("TreeEnsemble");
        } else if (node.isBytes(NODE_ATTRIBUTE)) {
          attribute(node.message(), depth);
        }
      }
    }

    private void attribute(ProtobufFields attribute, int depth) throws IOException {
      while (attribute.next()) {
        if (attribute.isBytes(ATTRIBUTE_GRAPH) || attribute.isBytes(ATTRIBUTE_GRAPHS)) {
          graph(attribute.message(), depth + 1);
        }
      }
    }

    private void tensor(ProtobufFields tensor) throws IOException {
      while (tensor.next()) {
        if (tensor.isBytes(TENSOR_EXTERNAL_DATA)) {
          entry(tensor.message());
        }
      }
    }

    private void entry(ProtobufFields entry) throws IOException {
      String key = "";
      String value = "";
      while (entry.next()) {
        if (entry.isBytes(ENTRY_KEY)) {
          key = text(entry);
        } else if (entry.isBytes(ENTRY_VALUE)) {
          value = text(entry);
        }
      }
      weightBytes += key.equals("length") ? Math.max(0, Long.parseLong(value)) : 0;
    }

    private static String text(ProtobufFields field) throws IOException {
      return new String(field.bytes(MAX_TEXT), StandardCharsets.UTF_8);
    }
  }
}
