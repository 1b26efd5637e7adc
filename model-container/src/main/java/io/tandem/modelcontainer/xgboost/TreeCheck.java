package io.tandem.modelcontainer.xgboost;

import java.util.Arrays;

/** Proof that the trees of a document are trees: native code follows their indices unchecked. */
final class TreeCheck {
  private static final int NO_PARENT = Integer.MAX_VALUE;

  /** XGBoost's own bound of a category, below which each has a bit. */
  private static final int MAX_CATEGORIES = 1 << 24;

  private final ModelNode tree;
  private final int id;
  private final int size;

  /** Numbers of a leaf: one, or one per output. */
  private final int vector;

  private TreeCheck(ModelNode tree, int id) {
    this.tree = tree;
    this.id = id;
    ModelNode param = tree.object("tree_param");
    this.size = param.integer("num_nodes");
    int stated = param.integer("size_leaf_vector");
    this.vector = stated == 0 ? 1 : stated; // 0 is what XGBoost 1.x wrote
  }

  /**
   * @param model of a booster
   * @param width columns
   * @param outputs per row
   */
  static void check(ModelNode model, int width, int outputs) {
    int count = model.list("trees").size();
    int stated = model.object("gbtree_model_param").integer("num_trees");
    if (stated != count) {
      throw new ModelException("num_trees is " + stated + ", but there are " + count + " trees");
    }
    if (count == 0 && !model.has("iteration_indptr")) { // which XGBoost before 3.0 did not write
      throw new ModelException("it has no trees: the model was never trained");
    }
    for (int output : model.wholes("tree_info", count)) {
      if (!isIndex(output, outputs)) {
        throw new ModelException("tree_info names an output that does not exist");
      }
    }
    if (model.has("weight_drop")) { // of dart, since XGBoost 3.4
      model.floats("weight_drop", count);
    }
    if (model.has("iteration_indptr")) {
      checkOffsets(model.wholes("iteration_indptr"), count);
    }
    int vector = 1;
    for (int i = 0; i < count; i++) {
      TreeCheck check = new TreeCheck(model.element("trees", i), i);
      vector = i == 0 ? check.vector : vector;
      if (check.vector != vector || (vector != 1 && vector != outputs)) {
        throw new ModelException(
            "tree %d has %d numbers in a leaf; the first has %d, and a row has %d outputs"
                .formatted(i, check.vector, vector, outputs));
      }
      check.check(width);
    }
  }

  private static void checkOffsets(int[] offsets, int count) {
    int last = 0;
    for (int offset : offsets) {
      if (offset < last || offset > count) {
        throw new ModelException("iteration_indptr does not ascend to the number of trees");
      }
      last = offset;
    }
  }

  private void check(int width) {
    int leaves = vector > 1 ? vectors() : 0;
    int[] left = tree.wholes("left_children", size);
    int[] right = tree.wholes("right_children", size);
    int[] splits = tree.wholes("split_indices", size);
    int[] parents = tree.wholes("parents", size);
    tree.flags("default_left", size);
    tree.floats("split_conditions", size);
    tree.floats("loss_changes", size);
    tree.floats("sum_hessian", size);
    tree.floats("base_weights", (long) size * vector);
    if (size == 0 || (parents[0] != NO_PARENT && parents[0] != -1)) {
      throw new ModelException("tree " + id + " has no root");
    }
    boolean[] isChild = new boolean[size];
    for (int node = 0; node < size; node++) {
      if (left[node] == -1 && (vector > 1 ? isIndex(right[node], leaves) : right[node] == -1)) {
        continue;
      }
      if (!claim(isChild, left[node], parents, node)
          || !claim(isChild, right[node], parents, node)) {
        throw new ModelException("tree " + id + ", node " + node + ": the children form no tree");
      }
      if (!isIndex(splits[node], width)) {
        throw new ModelException(
            "tree " + id + ", node " + node + ": splits on a column beyond width");
      }
    }
    checkCategories();
  }

  /** The number of vectors. A leaf names its own in place of a right child. */
  private int vectors() {
    if (!tree.has("leaf_weights") || !tree.has("loss_changes") || !tree.has("sum_hessian")) {
      throw new ModelException(
          "the leaves of tree "
              + id
              + " are vectors (multi_strategy=multi_output_tree) as XGBoost 2.0 to 3.0 saved them,"
              + " which no later version reads: train the model again with XGBoost 3.4");
    }
    int values = tree.floats("leaf_weights").length;
    if (values % vector != 0) {
      throw new ModelException(
          tree.path("leaf_weights") + " has " + values + " values, not " + vector + " per leaf");
    }
    return values / vector;
  }

  /** The root is nobody's child, and no node is a child twice: then no walk goes in circles. */
  private static boolean claim(boolean[] isChild, int index, int[] parents, int parent) {
    if (!isIndex(index, isChild.length) || index == 0 || isChild[index]) {
      return false;
    }
    isChild[index] = true;
    return parents[index] == parent;
  }

  /**
   * Each split by category, and no other, has categories; the library ends the process when it
   * meets one that has none.
   */
  private void checkCategories() {
    int[] nodes = tree.has("categories") ? tree.wholes("categories_nodes") : new int[0];
    checkSplitsByCategory(nodes);
    if (nodes.length == 0) {
      return;
    }
    int[] categories = tree.wholes("categories");
    int[] begins = tree.wholes("categories_segments", nodes.length);
    int[] sizes = tree.wholes("categories_sizes", nodes.length);
    boolean sound = Arrays.stream(categories).allMatch(one -> isIndex(one, MAX_CATEGORIES));
    for (int i = 0; i < nodes.length; i++) {
      sound &= begins[i] >= 0 && sizes[i] > 0 && (long) begins[i] + sizes[i] <= categories.length;
    }
    if (!sound) {
      throw new ModelException("tree " + id + ": its categories are out of bounds");
    }
  }

  /**
   * @param nodes with categories
   */
  private void checkSplitsByCategory(int[] nodes) {
    // XGBoost before 1.3 knew no splits by category.
    int[] types = tree.has("split_type") ? tree.wholes("split_type", size) : new int[size];
    int next = 0;
    boolean sound = true;
    for (int node = 0; node < size; node++) {
      if (types[node] != 0) {
        sound &= next < nodes.length && nodes[next] == node;
        next++;
      }
    }
    if (!sound || next != nodes.length) {
      throw new ModelException("tree " + id + ": not each split by category has its categories");
    }
  }

  private static boolean isIndex(int value, int size) {
    return value >= 0 && value < size;
  }
}
