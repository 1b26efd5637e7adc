package io.tandem.modelcontainer.xgboost;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model document says about itself, and proof that its trees are trees: native code follows
 * their indices without a check.
 *
 * @param outputs margins per row
 * @param iterations the boosting rounds to predict with, from the first; 0 for all. Those up to the
 *     best one when the model stopped early, as AWS's image and XGBoost's scikit-learn classes
 *     predict
 */
record ModelDescription(
    String objective,
    String booster,
    int width,
    int classes,
    int outputs,
    int iterations,
    List<String> columns) {
  private static final int MAX_OUTPUTS = 100_000;
  private static final int NO_PARENT = Integer.MAX_VALUE;

  static ModelDescription of(ModelNode document) {
    ModelNode learner = document.object("learner");
    ModelNode param = learner.object("learner_model_param");
    ModelNode booster = learner.object("gradient_booster");
    String name = booster.text("name");
    int width = param.integer("num_feature");
    if (width < 1) {
      throw new ModelFault("num_feature is " + width + ": the model was never trained");
    }
    int classes = param.integer("num_class");
    int groups = Math.max(Math.max(classes, 1), targets(param));
    if (groups > MAX_OUTPUTS) {
      throw new ModelFault(groups + " outputs per row; at most " + MAX_OUTPUTS + " are served");
    }
    switch (name) {
      case "gbtree" -> checkTrees(booster.object("model"), width, groups);
      case "dart" -> checkDart(booster, width, groups);
      case "gblinear" -> booster.object("model").numbers("weights", (width + 1L) * groups);
      default -> throw new ModelFault("the booster is neither gbtree nor dart nor gblinear");
    }
    return new ModelDescription(
        learner.object("objective").text("name"),
        name,
        width,
        classes,
        groups,
        iterations(learner, name),
        columns(learner, width));
  }

  private static int targets(ModelNode param) {
    return param.has("num_target") ? param.integer("num_target") : 1;
  }

  private static int iterations(ModelNode learner, String booster) {
    if (booster.equals("gblinear") || !learner.has("attributes")) {
      return 0;
    }
    ModelNode attributes = learner.object("attributes");
    if (!attributes.has("best_iteration")) {
      return 0;
    }
    return Math.clamp(attributes.integer("best_iteration") + 1L, 0, Integer.MAX_VALUE);
  }

  private static List<String> columns(ModelNode learner, int width) {
    if (!learner.has("feature_names")) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (Object name : learner.list("feature_names")) {
      names.add(String.valueOf(name));
    }
    if (!names.isEmpty() && names.size() != width) {
      throw new ModelFault(names.size() + " feature_names, but num_feature is " + width);
    }
    return names;
  }

  private static void checkDart(ModelNode booster, int width, int groups) {
    ModelNode model = booster.object("gbtree").object("model");
    checkTrees(model, width, groups);
    booster.numbers("weight_drop", model.list("trees").size());
  }

  private static void checkTrees(ModelNode model, int width, int groups) {
    int count = model.list("trees").size();
    int stated = model.object("gbtree_model_param").integer("num_trees");
    if (stated != count) {
      throw new ModelFault("num_trees is " + stated + ", but there are " + count + " trees");
    }
    for (double group : model.numbers("tree_info", count)) {
      if (!isIndex(group, groups)) {
        throw new ModelFault("tree_info names an output that does not exist");
      }
    }
    if (model.has("weight_drop")) { // of dart, since XGBoost 3.4
      model.numbers("weight_drop", count);
    }
    if (model.has("iteration_indptr")) {
      checkOffsets(model.numbers("iteration_indptr"), count);
    }
    for (int i = 0; i < count; i++) {
      checkTree(model.element("trees", i), i, width);
    }
  }

  private static void checkOffsets(double[] offsets, int count) {
    double last = 0;
    for (double offset : offsets) {
      if (offset < last || offset > count) {
        throw new ModelFault("iteration_indptr does not ascend to the number of trees");
      }
      last = offset;
    }
  }

  private static void checkTree(ModelNode tree, int id, int width) {
    int size = tree.object("tree_param").integer("num_nodes");
    double[] left = tree.numbers("left_children", size);
    double[] right = tree.numbers("right_children", size);
    double[] splits = tree.numbers("split_indices", size);
    double[] parents = tree.numbers("parents", size);
    for (String name : List.of("default_left", "loss_changes", "sum_hessian")) {
      tree.numbers(name, size);
    }
    boolean vectorLeaves = tree.object("tree_param").integer("size_leaf_vector") > 1;
    if (!vectorLeaves) {
      tree.numbers("base_weights", size);
      tree.numbers("split_conditions", size);
    }
    if (size == 0 || (parents[0] != NO_PARENT && parents[0] != -1)) {
      throw new ModelFault("tree " + id + " has no root");
    }
    boolean[] isChild = new boolean[size];
    for (int node = 0; node < size; node++) {
      if (left[node] == -1 && right[node] == -1) {
        continue;
      }
      if (!claim(isChild, left[node], parents, node)
          || !claim(isChild, right[node], parents, node)) {
        throw new ModelFault("tree " + id + ", node " + node + ": the children form no tree");
      }
      if (!isIndex(splits[node], width)) {
        throw new ModelFault("tree " + id + ", node " + node + ": splits on a column beyond width");
      }
    }
    checkCategories(tree, id, size);
  }

  /** The root is nobody's child, and no node is a child twice: then no walk goes in circles. */
  private static boolean claim(boolean[] isChild, double index, double[] parents, int parent) {
    if (!isIndex(index, isChild.length) || index == 0 || isChild[(int) index]) {
      return false;
    }
    isChild[(int) index] = true;
    return parents[(int) index] == parent;
  }

  private static void checkCategories(ModelNode tree, int id, int size) {
    if (!tree.has("categories")) {
      return;
    }
    int values = tree.numbers("categories").length;
    double[] nodes = tree.numbers("categories_nodes");
    double[] begins = tree.numbers("categories_segments", nodes.length);
    double[] sizes = tree.numbers("categories_sizes", nodes.length);
    boolean sound =
        IntStream.range(0, nodes.length)
            .allMatch(
                i ->
                    isIndex(nodes[i], size)
                        && begins[i] >= 0
                        && sizes[i] >= 0
                        && begins[i] + sizes[i] <= values);
    if (!sound) {
      throw new ModelFault("tree " + id + ": its categories are out of bounds");
    }
  }

  private static boolean isIndex(double value, int size) {
    return value >= 0 && value < size && value == Math.rint(value);
  }
}
