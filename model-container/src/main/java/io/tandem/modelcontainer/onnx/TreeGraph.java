package io.tandem.modelcontainer.onnx;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the one tree operator of a graph that consists of nothing else: between it and the graph's
 * input and the answered output lie only operators that change no number.
 */
final class TreeGraph {
  private static final Set<String> TREES =
      Set.of("TreeEnsembleClassifier", "TreeEnsembleRegressor");

  /** They hand on what they get, some in another form. */
  private static final Set<String> CARRIERS = Set.of("Identity", "ZipMap", "Cast");

  private static final int MAX_NODES = 100;
  private static final int MAX_TEXT = 1 << 10;

  // The fields of onnx.proto that lead there.
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;

  /**
   * One node.
   *
   * @param attributes of a tree operator
   */
  private record Node(
      String operator, List<String> inputs, List<String> outputs, TreeAttributes attributes) {}

  private TreeGraph() {}

  /**
   * The attributes of the tree operator; empty when the graph has none, or others beside it.
   *
   * @param input of the graph
   * @param output of the graph that is answered
   */
  static Optional<TreeAttributes> find(Path file, String input, String output) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      List<Node> nodes = nodes(new ProtobufFields(in, Files.size(file)));
      List<Node> trees = nodes.stream().filter(node -> TREES.contains(node.operator)).toList();
      boolean onlyCarriers =
          nodes.stream()
              .allMatch(node -> TREES.contains(node.operator) || CARRIERS.contains(node.operator));
      if (trees.size() != 1 || !onlyCarriers) {
        return Optional.empty();
      }
      Node tree = trees.getFirst();
      boolean classifies = tree.operator.equals("TreeEnsembleClassifier");
      int numbers = classifies ? 1 : 0;
      if (tree.inputs.size() != 1 || tree.outputs.size() != numbers + 1) {
        return Optional.empty();
      }
      Map<String, String> carried = carried(nodes);
      boolean isFed = origin(tree.inputs.getFirst(), carried).equals(input);
      boolean isAnswered = origin(output, carried).equals(tree.outputs.get(numbers));
      return isFed && isAnswered ? Optional.of(tree.attributes) : Optional.empty();
    } catch (IOException e) {
      // ONNX Runtime has read the file, so it is no fault: only not what is read here.
      return Optional.empty();
    }
  }

  /** By the output of a carrier: its input. */
  private static Map<String, String> carried(List<Node> nodes) {
    Map<String, String> carried = new HashMap<>();
    for (Node node : nodes) {
      if (CARRIERS.contains(node.operator) && node.inputs.size() == 1) {
        node.outputs.forEach(output -> carried.put(output, node.inputs.getFirst()));
      }
    }
    return carried;
  }

  private static String origin(String name, Map<String, String> carried) {
    String origin = name;
    for (int step = 0; step < MAX_NODES && carried.containsKey(origin); step++) {
      origin = carried.getOrDefault(origin, origin);
    }
    return origin;
  }

  private static List<Node> nodes(ProtobufFields model) throws IOException {
    List<Node> nodes = new ArrayList<>();
    while (model.next()) {
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
    TreeAttributes attributes = new TreeAttributes();
    while (node.next()) {
      if (node.isBytes(NODE_INPUT)) {
        inputs.add(text(node));
      } else if (node.isBytes(NODE_OUTPUT)) {
        outputs.add(text(node));
      } else if (node.isBytes(NODE_OPERATOR)) {
        operator = text(node);
      } else if (node.isBytes(NODE_ATTRIBUTE) && TREES.contains(operator)) {
        attributes.read(node.message());
      }
    }
    return new Node(operator, inputs, outputs, attributes);
  }

  private static String text(ProtobufFields field) throws IOException {
    return new String(field.bytes(MAX_TEXT), StandardCharsets.UTF_8);
  }
}
