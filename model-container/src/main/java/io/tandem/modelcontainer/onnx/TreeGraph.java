package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.protobuf.ProtobufFields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tree operator of a graph, if between it and the graph's input and the answered output lie
 * only operators that change no number, but for a scaler before the trees. What else the graph
 * computes, such as labels, is not answered.
 *
 * @param trees the attributes of the operator
 * @param scaler those of the scaler; null for none
 */
record TreeGraph(NodeAttributes trees, @Nullable NodeAttributes scaler) {
  private static final String CLASSIFIER = "TreeEnsembleClassifier";
  private static final Set<String> TREES =
      Set.of(CLASSIFIER, "TreeEnsembleRegressor", "TreeEnsemble");
  private static final String SCALER = "Scaler";
  private static final String CAST = "Cast";

  /** They hand on what they get, some in another form. */
  private static final Set<String> CARRIERS = Set.of("Identity", "ZipMap", CAST);

  private static final int FLOAT = 1;
  private static final int DOUBLE = 11;
  private static final int MAX_NODES = 100;
  private static final int MAX_TEXT = 1 << 10;

  // The fields of onnx.proto that lead there.
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTION = 25;
  private static final int GRAPH_NODE = 1;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;

  /**
   * One node.
   *
   * @param attributes of an operator that matters here
   */
  private record Node(
      String operator, List<String> inputs, List<String> outputs, NodeAttributes attributes) {
    boolean isTrees() {
      return TREES.contains(operator);
    }

    /** Whether a float comes out as it went in: as a float, or as the double that equals it. */
    boolean carries(int... types) {
      int[] found = attributes.ints("to");
      return CARRIERS.contains(operator)
          && (!operator.equals(CAST)
              || (found.length == 1 && Arrays.stream(types).anyMatch(type -> type == found[0])));
    }
  }

  /**
   * Empty when the graph has no such operator.
   *
   * @param output of the graph that is answered
   */
  static Optional<TreeGraph> find(Path file, OnnxInputs inputs, String output) {
    Optional<String> floats = inputs.only(ColumnType.FLOAT);
    Optional<String> input = floats.or(() -> inputs.only(ColumnType.DOUBLE));
    if (input.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      Map<String, Node> makers = makers(new ProtobufFields(in, Files.size(file)));
      return between(input.get(), floats.isEmpty(), output, makers);
    } catch (IOException e) {
      // ONNX Runtime has read the file, so it is no fault: only not what is read here.
      return Optional.empty();
    }
  }

  /** Goes from the output to the input, each step a node that makes what the last one got. */
  private static Optional<TreeGraph> between(
      String input, boolean isDouble, String output, Map<String, Node> makers) {
    @Nullable Node trees = null;
    @Nullable Node scaler = null;
    boolean cast = false; // to float, before anything is computed
    String name = output;
    for (int step = 0; step < MAX_NODES; step++) {
      @Nullable Node node = makers.get(name);
      if (node == null) {
        break;
      }
      if (trees == null && node.isTrees() && name.equals(numbers(node))) {
        trees = node;
        cast = false;
      } else if (trees != null && scaler == null && node.operator.equals(SCALER)) {
        scaler = node;
        cast = false;
      } else if (trees == null ? !node.carries(FLOAT, DOUBLE) : !node.carries(FLOAT)) {
        return Optional.empty();
      } else {
        cast |= node.operator.equals(CAST);
      }
      if (node.inputs.size() != 1) {
        return Optional.empty();
      }
      name = node.inputs.getFirst();
    }
    return trees == null || !name.equals(input) || (isDouble && !cast)
        ? Optional.empty()
        : Optional.of(new TreeGraph(trees.attributes, scaler == null ? null : scaler.attributes));
  }

  /** The output of a tree operator that has its numbers; beside it a classifier has a label. */
  private static String numbers(Node trees) {
    int place = trees.operator.equals(CLASSIFIER) ? 1 : 0;
    return place < trees.outputs.size() ? trees.outputs.get(place) : "";
  }

  /** By output: the node that makes it. */
  private static Map<String, Node> makers(ProtobufFields model) throws IOException {
    Map<String, Node> makers = new HashMap<>();
    for (Node node : nodes(model)) {
      node.outputs.forEach(output -> makers.put(output, node));
    }
    return makers;
  }

  /** Those of a model with operators of its own, which may have any name, are not read. */
  private static List<Node> nodes(ProtobufFields model) throws IOException {
    List<Node> nodes = new ArrayList<>();
    while (model.next()) {
      if (model.isBytes(MODEL_FUNCTION)) {
        throw new IOException("operators of its own");
      }
      if (model.isBytes(MODEL_GRAPH)) {
        ProtobufFields graph = model.message();
        while (graph.next()) {
          if (graph.isBytes(GRAPH_NODE)) {
            nodes.add(node(graph.message()));
            if (nodes.size() > MAX_NODES) {
              throw new IOException("more than " + MAX_NODES + " nodes");
            }
          }
        }
      }
    }
    return nodes;
  }

  /** The operator stands before the attributes, as every writer of protobuf has it. */
  private static Node node(ProtobufFields node) throws IOException {
    String operator = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    NodeAttributes attributes = new NodeAttributes();
    while (node.next()) {
      if (node.isBytes(NODE_INPUT)) {
        inputs.add(text(node));
      } else if (node.isBytes(NODE_OUTPUT)) {
        outputs.add(text(node));
      } else if (node.isBytes(NODE_OPERATOR)) {
        operator = text(node);
      } else if (node.isBytes(NODE_ATTRIBUTE) && isRead(operator)) {
        attributes.read(node.message());
      }
    }
    return new Node(operator, inputs, outputs, attributes);
  }

  private static boolean isRead(String operator) {
    return TREES.contains(operator) || operator.equals(SCALER) || operator.equals(CAST);
  }

  private static String text(ProtobufFields field) throws IOException {
    return new String(field.bytes(MAX_TEXT), StandardCharsets.UTF_8);
  }
}
