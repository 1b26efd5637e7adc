package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.protobuf.ProtobufFields;
import io.tandem.modelcontainertensorflow.MetaGraph.Node;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the graph of a SavedModel that is for serving. Constants are passed over, and what is kept
 * is bounded, so that a file of any size takes no more than {@link #heap}.
 */
final class MetaGraphReader {
  private static final String SERVE = "serve";

  /** A large language model has some ten thousand. */
  private static final int MAX_NODES = 1 << 17;

  private static final int MAX_TEXT = 1 << 12;
  private static final long MAX_TEXTS = 32 << 20;

  /** Of attributes in attributes. */
  private static final int MAX_DEPTH = 16;

  private static final int MAX_DIMENSIONS = 254;

  // The fields of saved_model.proto, meta_graph.proto, graph.proto, function.proto and
  // attr_value.proto that lead there.
  private static final int SAVED_MODEL_GRAPH = 2;
  private static final int META_INFO = 1;
  private static final int META_INFO_TAG = 4;
  private static final int META_GRAPH = 2;
  private static final int META_SAVER = 3;
  private static final int META_COLLECTION = 4;
  private static final int META_SIGNATURE = 5;
  private static final int SAVER_RESTORE = 3;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_LIBRARY = 2;
  private static final int LIBRARY_FUNCTION = 1;
  private static final int FUNCTION_SIGNATURE = 1;
  private static final int FUNCTION_NODE = 3;
  private static final int FUNCTION_ATTRIBUTE = 5;
  private static final int OPERATION_NAME = 1;
  private static final int NODE_NAME = 1;
  private static final int NODE_TYPE = 2;
  private static final int NODE_INPUT = 3;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int VALUE_LIST = 1;
  private static final int VALUE_FUNCTION = 10;
  private static final int LIST_FUNCTION = 9;
  private static final int NAMED_NAME = 1;
  private static final int NAMED_ATTRIBUTE = 2;
  private static final int COLLECTION_NODES = 1;
  private static final int NODES_NAME = 1;
  private static final int SIGNATURE_INPUT = 1;
  private static final int SIGNATURE_OUTPUT = 2;
  private static final int TENSOR_NAME = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_SHAPE = 3;
  private static final int SHAPE_DIMENSION = 2;
  private static final int SHAPE_UNKNOWN = 3;
  private static final int DIMENSION_SIZE = 1;

  /** Where older versions name what they run once. */
  private static final Set<String> INITIAL = Set.of("saved_model_main_op", "legacy_init_op");

  /** Where newer ones name it, as a signature that nobody asks for. */
  private static final String INITIAL_SIGNATURE = "__saved_model_init_op";

  /** Marks functions that compute the same, one of which is taken for the device. */
  private static final String ALTERNATIVE = "api_implements";

  private int nodes;
  private long texts;

  private MetaGraphReader() {}

  /** The most that reading takes. */
  static long heap(long fileBytes) {
    return Math.min(3 * fileBytes, 4 * MAX_TEXTS);
  }

  /**
   * @throws UnfitModelException when the file is none, or has no graph for serving
   */
  static MetaGraph read(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ProtobufFields model = new ProtobufFields(in, Files.size(file));
      List<Set<String>> tags = new ArrayList<>();
      MetaGraphReader reader = new MetaGraphReader();
      while (model.next()) {
        if (model.isBytes(SAVED_MODEL_GRAPH)) {
          MetaGraph graph = reader.graph(model.message());
          if (graph.tags.equals(Set.of(SERVE))) {
            return graph;
          }
          tags.add(graph.tags);
        }
      }
      throw new UnfitModelException(
          tags.isEmpty()
              ? "it holds no graph; expected what tf.saved_model.save or a Keras model's export writes"
              : "its graphs are for %s; expected one for [%s]".formatted(tags, SERVE));
    } catch (IOException e) {
      throw new UnfitModelException(
          "it cannot be read as TensorFlow's SavedModel: " + e.getMessage());
    }
  }

  private MetaGraph graph(ProtobufFields fields) throws IOException {
    MetaGraph graph = new MetaGraph();
    while (fields.next()) {
      if (fields.isBytes(META_INFO)) {
        readTags(fields.message(), graph);
      } else if (fields.isBytes(META_GRAPH)) {
        readNodes(fields.message(), graph);
      } else if (fields.isBytes(META_SAVER)) {
        readRestore(fields.message(), graph);
      } else if (fields.isBytes(META_COLLECTION)) {
        readCollection(fields.message(), graph);
      } else if (fields.isBytes(META_SIGNATURE)) {
        readSignature(fields.message(), graph);
      }
    }
    return graph;
  }

  private void readTags(ProtobufFields info, MetaGraph graph) throws IOException {
    while (info.next()) {
      if (info.isBytes(META_INFO_TAG)) {
        graph.tags.add(text(info));
      }
    }
  }

  private void readRestore(ProtobufFields saver, MetaGraph graph) throws IOException {
    while (saver.next()) {
      if (saver.isBytes(SAVER_RESTORE)) {
        graph.restore = text(saver);
      }
    }
  }

  private void readCollection(ProtobufFields entry, MetaGraph graph) throws IOException {
    String key = "";
    List<String> found = new ArrayList<>();
    while (entry.next()) {
      if (entry.isBytes(ENTRY_KEY)) {
        key = text(entry);
      } else if (entry.isBytes(ENTRY_VALUE)) {
        ProtobufFields collection = entry.message();
        while (collection.next()) {
          if (collection.isBytes(COLLECTION_NODES)) {
            ProtobufFields names = collection.message();
            while (names.next()) {
              if (names.isBytes(NODES_NAME)) {
                found.add(text(names));
              }
            }
          }
        }
      }
    }
    if (INITIAL.contains(key)) {
      graph.initial.addAll(found);
    }
  }

  private void readSignature(ProtobufFields entry, MetaGraph graph) throws IOException {
    String name = "";
    List<Signature.Tensor> inputs = new ArrayList<>();
    List<Signature.Tensor> outputs = new ArrayList<>();
    while (entry.next()) {
      if (entry.isBytes(ENTRY_KEY)) {
        name = text(entry);
      } else if (entry.isBytes(ENTRY_VALUE)) {
        ProtobufFields signature = entry.message();
        while (signature.next()) {
          if (signature.isBytes(SIGNATURE_INPUT)) {
            inputs.add(tensor(signature.message()));
          } else if (signature.isBytes(SIGNATURE_OUTPUT)) {
            outputs.add(tensor(signature.message()));
          }
        }
      }
    }
    if (name.equals(INITIAL_SIGNATURE)) {
      outputs.forEach(output -> graph.initial.add(output.place()));
    } else {
      graph.signatures.put(name, new Signature(name, inputs, outputs));
    }
  }

  private Signature.Tensor tensor(ProtobufFields entry) throws IOException {
    count();
    String name = "";
    String place = "";
    long type = 0;
    List<Long> shape = new ArrayList<>();
    boolean isKnown = false;
    while (entry.next()) {
      if (entry.isBytes(ENTRY_KEY)) {
        name = text(entry);
      } else if (entry.isBytes(ENTRY_VALUE)) {
        ProtobufFields tensor = entry.message();
        while (tensor.next()) {
          if (tensor.isBytes(TENSOR_NAME)) {
            place = text(tensor);
          } else if (tensor.isNumber(TENSOR_TYPE)) {
            type = tensor.number();
          } else if (tensor.isBytes(TENSOR_SHAPE)) {
            isKnown = readShape(tensor.message(), shape);
          }
        }
      }
    }
    return new Signature.Tensor(name, place, type, isKnown ? List.copyOf(shape) : null);
  }

  /** False when the rank is unknown. */
  private static boolean readShape(ProtobufFields fields, List<Long> shape) throws IOException {
    boolean isKnown = true;
    while (fields.next()) {
      if (fields.isNumber(SHAPE_UNKNOWN)) {
        isKnown = fields.number() == 0;
      } else if (fields.isBytes(SHAPE_DIMENSION)) {
        if (shape.size() == MAX_DIMENSIONS) {
          throw new IOException("a tensor of more than %d dimensions".formatted(MAX_DIMENSIONS));
        }
        long size = 0;
        ProtobufFields dimension = fields.message();
        while (dimension.next()) {
          size = dimension.isNumber(DIMENSION_SIZE) ? dimension.number() : size;
        }
        shape.add(size);
      }
    }
    return isKnown;
  }

  private void readNodes(ProtobufFields fields, MetaGraph graph) throws IOException {
    while (fields.next()) {
      if (fields.isBytes(GRAPH_NODE)) {
        readNode(fields.message(), graph);
      } else if (fields.isBytes(GRAPH_LIBRARY)) {
        ProtobufFields library = fields.message();
        while (library.next()) {
          if (library.isBytes(LIBRARY_FUNCTION)) {
            readFunction(library.message(), graph);
          }
        }
      }
    }
  }

  private void readFunction(ProtobufFields fields, MetaGraph graph) throws IOException {
    String name = "";
    boolean isAlternative = false;
    List<Node> found = new ArrayList<>();
    while (fields.next()) {
      if (fields.isBytes(FUNCTION_SIGNATURE)) {
        ProtobufFields signature = fields.message();
        while (signature.next()) {
          name = signature.isBytes(OPERATION_NAME) ? text(signature) : name;
        }
      } else if (fields.isBytes(FUNCTION_NODE)) {
        found.add(node(fields.message(), new StringBuilder()));
      } else if (fields.isBytes(FUNCTION_ATTRIBUTE)) {
        ProtobufFields entry = fields.message();
        while (entry.next()) {
          isAlternative |= entry.isBytes(ENTRY_KEY) && text(entry).equals(ALTERNATIVE);
        }
      }
    }
    graph.functions.computeIfAbsent(name, any -> new ArrayList<>()).addAll(found);
    if (isAlternative) {
      graph.alternatives.add(name);
    }
  }

  private void readNode(ProtobufFields fields, MetaGraph graph) throws IOException {
    StringBuilder name = new StringBuilder();
    Node node = node(fields, name);
    if (graph.nodes.put(name.toString(), node) != null) {
      throw new IOException("two operations of one name");
    }
  }

  private Node node(ProtobufFields fields, StringBuilder name) throws IOException {
    count();
    String type = "";
    List<String> inputs = new ArrayList<>();
    Set<String> functions = new LinkedHashSet<>();
    while (fields.next()) {
      if (fields.isBytes(NODE_NAME)) {
        name.setLength(0);
        name.append(text(fields));
      } else if (fields.isBytes(NODE_TYPE)) {
        type = text(fields).intern();
      } else if (fields.isBytes(NODE_INPUT)) {
        inputs.add(text(fields));
      } else if (fields.isBytes(NODE_ATTRIBUTE)) {
        readAttribute(fields.message(), functions, 0);
      }
    }
    return new Node(type, List.copyOf(inputs), Set.copyOf(functions));
  }

  private void readAttribute(ProtobufFields entry, Set<String> functions, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("attributes in each other, deeper than " + MAX_DEPTH);
    }
    while (entry.next()) {
      if (entry.isBytes(ENTRY_VALUE)) {
        ProtobufFields value = entry.message();
        while (value.next()) {
          if (value.isBytes(VALUE_FUNCTION)) {
            readNamed(value.message(), functions, depth);
          } else if (value.isBytes(VALUE_LIST)) {
            ProtobufFields list = value.message();
            while (list.next()) {
              if (list.isBytes(LIST_FUNCTION)) {
                readNamed(list.message(), functions, depth);
              }
            }
          }
        }
      }
    }
  }

  private void readNamed(ProtobufFields named, Set<String> functions, int depth)
      throws IOException {
    while (named.next()) {
      if (named.isBytes(NAMED_NAME)) {
        functions.add(text(named));
      } else if (named.isBytes(NAMED_ATTRIBUTE)) {
        readAttribute(named.message(), functions, depth + 1);
      }
    }
  }

  private void count() throws IOException {
    if (++nodes > MAX_NODES) {
      throw new IOException("more than %d operations and tensors".formatted(MAX_NODES));
    }
  }

  private String text(ProtobufFields field) throws IOException {
    texts += field.left();
    if (texts > MAX_TEXTS) {
      throw new IOException("more than %d bytes of names".formatted(MAX_TEXTS));
    }
    return new String(field.bytes(MAX_TEXT), StandardCharsets.UTF_8);
  }
}
