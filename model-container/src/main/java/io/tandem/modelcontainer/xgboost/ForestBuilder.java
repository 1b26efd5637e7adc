package io.tandem.modelcontainer.xgboost;

import java.util.Arrays;
import java.util.Optional;

/** Makes a {@link Forest} of a checked model document, where it can. */
final class ForestBuilder {
  private final ModelNode learner;
  private final ModelDescription description;

  private long[] nodes = new long[1 << 10];
  private float[] leaves = new float[1 << 10];
  private int size;

  private ForestBuilder(ModelNode learner, ModelDescription description) {
    this.learner = learner;
    this.description = description;
  }

  /**
   * The forest, or why there is none.
   *
   * @param forest empty for what only the native library predicts
   * @param reason of there being none
   */
  record Outcome(Optional<Forest> forest, String reason) {}

  /** A model that the forest cannot predict; says why. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }

  /**
   * @param document one that {@link ModelDescription#of} has checked
   */
  static Outcome build(ModelNode document, ModelDescription description) {
    try {
      ForestBuilder builder = new ForestBuilder(document.object("learner"), description);
      return new Outcome(Optional.of(builder.forest()), "");
    } catch (Unfit unfit) {
      return new Outcome(Optional.empty(), String.valueOf(unfit.getMessage()));
    }
  }

  private Forest forest() throws Unfit {
    ModelNode booster = learner.object("gradient_booster");
    if (description.booster().equals("gblinear")) {
      throw new Unfit("it has no trees");
    }
    if (description.width() > Forest.MAX_WIDTH) {
      throw new Unfit("it has more than " + Forest.MAX_WIDTH + " columns");
    }
    LinkFunction link =
        LinkFunction.of(description.objective())
            .orElseThrow(() -> new Unfit("its objective is not one of those known"));
    float[] base = base(link);
    boolean dart = description.booster().equals("dart");
    ModelNode model = (dart ? booster.object("gbtree") : booster).object("model");
    // Since 3.4 the trees of dart are those of a gbtree with weights.
    ModelNode weighted = dart ? booster : model;
    float[] weights = weighted.has("weight_drop") ? weighted.floats("weight_drop") : new float[0];
    int count = trees(model);
    int[] groups = model.wholes("tree_info");
    int[] roots = new int[count];
    int[] depths = new int[count];
    int[] outputs = new int[count];
    for (int tree = 0; tree < count; tree++) {
      roots[tree] = size;
      outputs[tree] = groups[tree];
      depths[tree] = tree(model.element("trees", tree));
      if (weights.length > 0) {
        weigh(roots[tree], weights[tree]);
      }
    }
    return new Forest(
        description.width(),
        base,
        link,
        new Forest.Trees(
            Arrays.copyOf(nodes, size), Arrays.copyOf(leaves, size), roots, depths, outputs));
  }

  /** A number, or since XGBoost 3.1 a list of one or of one per output. */
  private float[] base(LinkFunction link) throws Unfit {
    String[] texts =
        learner
            .object("learner_model_param")
            .text("base_score")
            .replaceAll("[\\[\\] ]", "")
            .split(",", -1);
    int outputs = description.outputs();
    if (texts.length != 1 && texts.length != outputs) {
      throw new Unfit("it has " + texts.length + " base scores for " + outputs + " outputs");
    }
    float[] base = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      try {
        float score = Float.parseFloat(texts[texts.length == 1 ? 0 : i]);
        base[i] = link.baseMargin(score);
      } catch (NumberFormatException e) {
        throw new Unfit("its base score is not a number");
      }
    }
    return base;
  }

  /** How many trees predict: all, or those of the first rounds. */
  private int trees(ModelNode model) {
    int all = model.list("trees").size();
    if (description.iterations() == 0) {
      return all;
    }
    if (model.has("iteration_indptr")) {
      int[] offsets = model.wholes("iteration_indptr");
      return description.iterations() < offsets.length ? offsets[description.iterations()] : all;
    }
    int parallel = model.object("gbtree_model_param").integer("num_parallel_tree");
    long first = (long) description.iterations() * Math.max(1, parallel) * description.outputs();
    return (int) Math.min(first, all);
  }

  /** Returns the tree's depth. */
  private int tree(ModelNode tree) throws Unfit {
    int[] left = tree.wholes("left_children");
    if (tree.object("tree_param").integer("size_leaf_vector") > 1) {
      throw new Unfit("its leaves are vectors");
    }
    if (tree.has("categories_nodes") && tree.wholes("categories_nodes").length > 0) {
      throw new Unfit("it splits by categories");
    }
    if (left.length > Forest.MAX_NODES) {
      throw new Unfit("a tree has more than " + Forest.MAX_NODES + " nodes");
    }
    int[] right = tree.wholes("right_children");
    int[] columns = tree.wholes("split_indices");
    float[] conditions = tree.floats("split_conditions");
    int[] defaultLeft = tree.flags("default_left", left.length);
    int root = size;
    grow(left.length);
    // The nodes of the document in the order of the forest: level by level, so siblings meet.
    int[] order = new int[left.length];
    int placed = 1;
    int depth = 0;
    int levelEnd = 1;
    for (int place = 0; place < placed; place++) {
      if (place == levelEnd) {
        depth++;
        levelEnd = placed;
      }
      int node = order[place];
      float condition = conditions[node];
      if (left[node] == -1) {
        nodes[root + place] = node(Integer.MAX_VALUE, place + 1, 0);
        leaves[root + place] = condition;
        continue;
      }
      if (!Float.isFinite(condition)) {
        throw new Unfit("it splits at a number that is not finite");
      }
      order[placed++] = left[node];
      order[placed++] = right[node];
      int value = 2 * columns[node] + (defaultLeft[node] == 0 ? 1 : 0);
      nodes[root + place] = node(Forest.ordered(condition), placed - 1, value);
    }
    size = root + placed;
    return depth;
  }

  private static long node(int condition, int right, int value) {
    return ((long) condition << 32) | ((long) right << 16) | value;
  }

  private void grow(int more) {
    if (size + more > nodes.length) {
      int longer = Math.max(2 * nodes.length, size + more);
      nodes = Arrays.copyOf(nodes, longer);
      leaves = Arrays.copyOf(leaves, longer);
    }
  }

  /** A leaf times its tree's weight is rounded before it is added, as XGBoost does. */
  private void weigh(int root, float weight) {
    for (int node = root; node < size; node++) {
      leaves[node] *= weight;
    }
  }
}
