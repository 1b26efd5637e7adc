package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.trees.ForestBuilder;
import io.tandem.modelcontainer.trees.UnfitForestException;
import io.tandem.modelcontainer.trees.VectorForest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trees of the operators {@code TreeEnsembleClassifier} and {@code TreeEnsembleRegressor} of
 * {@code ai.onnx.ml}, versions 1 to 3, as a forest. The nodes of a tree are numbered.
 */
final class NumberedTrees {
  private static final String LEAF = "LEAF";

  private final NodeAttributes attributes;
  private final int width;
  private final int outputs;
  private final int[] treeIds;
  private final int[] nodeIds;
  private final List<String> modes;

  /** By tree, in their order: the first of its nodes, and behind the last tree the end. */
  private final int[] begins;

  /** By tree: its place in the order. */
  private final Map<Integer, Integer> placeOf = new HashMap<>();

  /** By tree and node: the place of the node within its tree, or -1. */
  private final int[][] nodeAt;

  /** By node: where the numbers of a leaf begin; -1 for a branch. */
  private final int[] leafAt;

  private final int leafCount;

  /**
   * @param width columns of a row
   * @param outputs sums per row
   */
  private NumberedTrees(NodeAttributes attributes, int width, int outputs)
      throws UnfitForestException {
    this.attributes = attributes;
    this.width = width;
    this.outputs = outputs;
    this.treeIds = attributes.ints("nodes_treeids");
    this.nodeIds = sameCount(attributes.ints("nodes_nodeids"));
    this.modes = attributes.texts("nodes_modes");
    if (modes.size() != treeIds.length) {
      throw new UnfitForestException("its node attributes differ in length");
    }
    this.begins = begins();
    this.nodeAt = nodeAt();
    this.leafAt = new int[treeIds.length];
    int count = 0;
    for (int i = 0; i < leafAt.length; i++) {
      leafAt[i] = modes.get(i).equals(LEAF) ? outputs * count++ : -1; // may overflow: see leaves
    }
    this.leafCount = count;
  }

  /**
   * The sums of the leaves.
   *
   * @param outputs sums per row; with one, the leaves' own outputs do not matter
   * @param prefix of the attributes of leaves: {@code class} or {@code target}
   * @param scaler of the rows; null for none
   * @throws UnfitForestException when they cannot be walked
   */
  static VectorForest read(
      NodeAttributes attributes, int width, int outputs, String prefix, @Nullable Scaler scaler)
      throws UnfitForestException {
    NumberedTrees ensemble = new NumberedTrees(attributes, width, outputs);
    return ensemble.forest(ensemble.leaves(prefix), scaler);
  }

  private int[] sameCount(int[] found) throws UnfitForestException {
    if (found.length != treeIds.length) {
      throw new UnfitForestException("its node attributes differ in length");
    }
    return found;
  }

  private int[] begins() throws UnfitForestException {
    int[] found = new int[treeIds.length + 1];
    int trees = 0;
    for (int i = 0; i < treeIds.length; i++) {
      if (i == 0 || treeIds[i] != treeIds[i - 1]) {
        if (placeOf.put(treeIds[i], trees) != null) {
          throw new UnfitForestException("the nodes of a tree are not side by side");
        }
        found[trees++] = i;
      }
    }
    found[trees] = treeIds.length;
    return Arrays.copyOf(found, trees + 1);
  }

  private int[][] nodeAt() throws UnfitForestException {
    int[][] found = new int[begins.length - 1][];
    for (int tree = 0; tree < found.length; tree++) {
      int count = begins[tree + 1] - begins[tree];
      int[] places = new int[2 * count];
      Arrays.fill(places, -1);
      for (int place = 0; place < count; place++) {
        int id = nodeIds[begins[tree] + place];
        if (id < 0 || id >= places.length || places[id] != -1) {
          throw new UnfitForestException("the nodes of a tree are not numbered one by one");
        }
        places[id] = place;
      }
      found[tree] = places;
    }
    return found;
  }

  /** The place of a node among all nodes. */
  private int place(int treeId, int nodeId) throws UnfitForestException {
    int tree = placeOf.getOrDefault(treeId, -1);
    if (tree < 0 || nodeId < 0 || nodeId >= nodeAt[tree].length || nodeAt[tree][nodeId] < 0) {
      throw new UnfitForestException("a leaf is of no node");
    }
    return begins[tree] + nodeAt[tree][nodeId];
  }

  /** By leaf: a number for each output. */
  private float[] leaves(String prefix) throws UnfitForestException {
    int[] trees = attributes.ints(prefix + "_treeids");
    int[] nodes = attributes.ints(prefix + "_nodeids");
    int[] ids = attributes.ints(prefix + "_ids");
    float[] weights = attributes.floats(prefix + "_weights");
    if (nodes.length != trees.length
        || ids.length != trees.length
        || weights.length != trees.length) {
      throw new UnfitForestException("its leaf attributes differ in length");
    }
    float[] leaves = VectorForest.leaves(leafCount, outputs, weights.length);
    boolean[] isSet = new boolean[leaves.length];
    for (int i = 0; i < trees.length; i++) {
      int begin = leafAt[place(trees[i], nodes[i])];
      int output = outputs == 1 ? 0 : ids[i];
      int at = begin + output;
      if (begin < 0 || output < 0 || output >= outputs || isSet[at]) {
        throw new UnfitForestException("a leaf has two numbers for one output, or is none");
      }
      isSet[at] = true;
      leaves[at] = weights[i];
    }
    return leaves;
  }

  private VectorForest forest(float[] leaves, @Nullable Scaler scaler) throws UnfitForestException {
    ForestBuilder builder = new ForestBuilder(width, 1);
    int[] features = sameCount(attributes.ints("nodes_featureids"));
    int[] whenTrue = sameCount(attributes.ints("nodes_truenodeids"));
    int[] whenFalse = sameCount(attributes.ints("nodes_falsenodeids"));
    int[] missing = attributes.ints("nodes_missing_value_tracks_true");
    float[] values = attributes.floats("nodes_values");
    if (values.length != treeIds.length) {
      throw new UnfitForestException("its conditions are no floats");
    }
    int[] missingTrue = missing.length == 0 ? new int[treeIds.length] : sameCount(missing);
    for (int tree = 0; tree + 1 < begins.length; tree++) {
      int begin = begins[tree];
      int count = begins[tree + 1] - begin;
      ForestBuilder.Tree built =
          new ForestBuilder.Tree(
              new int[count],
              new int[count],
              new int[count],
              new float[count],
              new int[count],
              new HashMap<>());
      boolean[] isChild = new boolean[count];
      for (int node = 0; node < count; node++) {
        int at = begin + node;
        if (leafAt[at] >= 0) {
          built.left()[node] = -1;
          continue;
        }
        int yes = child(whenTrue[at], nodeAt[tree], isChild);
        int no = child(whenFalse[at], nodeAt[tree], isChild);
        if (features[at] < 0 || features[at] >= width) {
          throw new UnfitForestException("it compares a column that is not there");
        }
        built.columns()[node] = features[at];
        BranchMode.of(modes.get(at)).split(built, node, values[at], missingTrue[at] != 0, yes, no);
      }
      if (count == 0 || isChild[0]) {
        throw new UnfitForestException("the first node of a tree is not its root");
      }
      if (scaler != null) {
        scaler.unscale(built);
      }
      builder.add(built, 0, node -> leafAt[begin + node]);
    }
    return new VectorForest(builder.build(), leaves, outputs);
  }

  /** No node is a child twice, and the first is nobody's: then no walk goes in circles. */
  private static int child(int id, int[] places, boolean[] isChild) throws UnfitForestException {
    int place = id >= 0 && id < places.length ? places[id] : -1;
    if (place <= 0 || isChild[place]) {
      throw new UnfitForestException("the children form no tree");
    }
    isChild[place] = true;
    return place;
  }
}
