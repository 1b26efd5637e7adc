package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.trees.ForestBuilder;
import io.tandem.modelcontainer.trees.UnfitForestException;
import io.tandem.modelcontainer.trees.VectorForest;
import java.util.Arrays;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * The trees of the operator {@code TreeEnsemble} of {@code ai.onnx.ml}, version 5, as a forest. A
 * tree is what its root leads to; branches and leaves are numbered apart.
 */
final class RootedTrees {
  private final int width;
  private final int[] features;
  private final int[] whenTrue;
  private final int[] whenFalse;
  private final int[] trueIsLeaf;
  private final int[] falseIsLeaf;
  private final int[] missingTrue;
  private final int[] modes;
  private final float[] splits;

  private final int[] leafTargets;
  private final float[] leafWeights;

  /** Branches in the order of their levels, of one tree after the other. */
  private final int[] order;

  /** By branch: its place within its tree, or -1 as long as none has led there. */
  private final int[] placeOf;

  private int placed;

  private RootedTrees(NodeAttributes attributes, int width) throws UnfitForestException {
    this.width = width;
    this.modes = attributes.ints("nodes_modes");
    int count = modes.length;
    this.features = sameCount(attributes.ints("nodes_featureids"), count);
    this.whenTrue = sameCount(attributes.ints("nodes_truenodeids"), count);
    this.whenFalse = sameCount(attributes.ints("nodes_falsenodeids"), count);
    this.trueIsLeaf = sameCount(attributes.ints("nodes_trueleafs"), count);
    this.falseIsLeaf = sameCount(attributes.ints("nodes_falseleafs"), count);
    int[] missing = attributes.ints("nodes_missing_value_tracks_true");
    this.missingTrue = missing.length == 0 ? new int[count] : sameCount(missing, count);
    this.splits = attributes.floats("nodes_splits");
    this.leafTargets = attributes.ints("leaf_targetids");
    this.leafWeights = attributes.floats("leaf_weights");
    if (splits.length != count || leafWeights.length != leafTargets.length) {
      throw new UnfitForestException("its conditions or its leaves are no floats");
    }
    this.order = new int[count];
    this.placeOf = new int[count];
    Arrays.fill(placeOf, -1);
  }

  /**
   * The sums of the leaves.
   *
   * @param outputs sums per row
   * @param scaler of the rows; null for none
   * @throws UnfitForestException when they cannot be walked
   */
  static VectorForest read(
      NodeAttributes attributes, int width, int outputs, @Nullable Scaler scaler)
      throws UnfitForestException {
    RootedTrees trees = new RootedTrees(attributes, width);
    float[] leaves = trees.leaves(outputs);
    ForestBuilder builder = new ForestBuilder(width, 1);
    for (int root : attributes.ints("tree_roots")) {
      trees.add(builder, root, outputs, scaler);
    }
    return new VectorForest(builder.build(), leaves, outputs);
  }

  private static int[] sameCount(int[] found, int count) throws UnfitForestException {
    if (found.length != count) {
      throw new UnfitForestException("its node attributes differ in length");
    }
    return found;
  }

  private float[] leaves(int outputs) throws UnfitForestException {
    int count = leafTargets.length;
    float[] leaves = VectorForest.leaves(count, outputs, count);
    for (int leaf = 0; leaf < count; leaf++) {
      int target = leafTargets[leaf];
      if (target < 0 || target >= outputs) {
        throw new UnfitForestException("a leaf is of no target");
      }
      leaves[leaf * outputs + target] = leafWeights[leaf];
    }
    return leaves;
  }

  private void add(ForestBuilder builder, int root, int outputs, @Nullable Scaler scaler)
      throws UnfitForestException {
    int begin = placed;
    place(root, begin);
    for (int next = begin; next < placed; next++) {
      int node = order[next];
      if (trueIsLeaf[node] == 0) {
        place(whenTrue[node], begin);
      }
      if (falseIsLeaf[node] == 0) {
        place(whenFalse[node], begin);
      }
    }
    int branches = placed - begin;
    int count = 2 * branches + 1;
    ForestBuilder.Tree tree =
        new ForestBuilder.Tree(
            new int[count],
            new int[count],
            new int[count],
            new float[count],
            new int[count],
            new HashMap<>());
    Arrays.fill(tree.left(), branches, count, -1);
    int[] leafOf = new int[count];
    int leaves = branches;
    for (int place = 0; place < branches; place++) {
      int node = order[begin + place];
      int yes = trueIsLeaf[node] == 0 ? placeOf[whenTrue[node]] : leaves++;
      int no = falseIsLeaf[node] == 0 ? placeOf[whenFalse[node]] : leaves++;
      if (trueIsLeaf[node] != 0) {
        leafOf[yes] = leaf(whenTrue[node]);
      }
      if (falseIsLeaf[node] != 0) {
        leafOf[no] = leaf(whenFalse[node]);
      }
      split(tree, place, node, yes, no);
    }
    if (scaler != null) {
      scaler.unscale(tree);
    }
    builder.add(tree, 0, at -> leafOf[at] * outputs);
  }

  /** No branch has two that lead to it: then no walk goes in circles. */
  private void place(int node, int begin) throws UnfitForestException {
    if (node < 0 || node >= placeOf.length || placeOf[node] >= 0) {
      throw new UnfitForestException("the children form no tree");
    }
    placeOf[node] = placed - begin;
    order[placed++] = node;
  }

  private int leaf(int number) throws UnfitForestException {
    if (number < 0 || number >= leafTargets.length) {
      throw new UnfitForestException("it leads to a leaf that is not there");
    }
    return number;
  }

  private void split(ForestBuilder.Tree tree, int place, int node, int yes, int no)
      throws UnfitForestException {
    if (features[node] < 0 || features[node] >= width) {
      throw new UnfitForestException("it compares a column that is not there");
    }
    tree.columns()[place] = features[node];
    BranchMode.of(modes[node]).split(tree, place, splits[node], missingTrue[node] != 0, yes, no);
  }
}
