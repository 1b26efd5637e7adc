package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.trees.CategoryIntervals;
import io.tandem.modelcontainer.trees.ExplainerBuilder;
import io.tandem.modelcontainer.trees.FloatForest;
import io.tandem.modelcontainer.trees.ForestBuilder;
import io.tandem.modelcontainer.trees.TreeStatisticsBuilder;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a forest of a checked model document, where the trees and the objective allow it. */
final class ForestReader {
  private final ModelNode learner;
  private final ModelDescription description;

  private ForestReader(ModelNode learner, ModelDescription description) {
    this.learner = learner;
    this.description = description;
  }

  /**
   * The forest, or why there is none.
   *
   * @param forest empty for what only the native library predicts
   * @param reason of there being none
   */
  record Outcome(Optional<ForestMargins> forest, String reason) {}

  /**
   * @param document one that {@link ModelDescription#of} has checked
   */
  static Outcome read(ModelNode document, ModelDescription description) {
    try {
      ForestReader reader = new ForestReader(document.object("learner"), description);
      return new Outcome(Optional.of(reader.forest()), "");
    } catch (UnfitForestException unfit) {
      return new Outcome(Optional.empty(), unfit.getMessage());
    }
  }

  /**
   * What explains the margins of a model.
   *
   * @param document one that {@link ModelDescription#of} has checked
   * @throws UnfitForestException when nothing does
   */
  static Explainer explainer(ModelNode document, ModelDescription description)
      throws UnfitForestException {
    return new ForestReader(document.object("learner"), description).explainer();
  }

  /**
   * What the trees of a model look like, as {@code Booster.get_score} counts them: all of them.
   *
   * @param document one that {@link ModelDescription#of} has checked
   * @throws UnfitForestException when there are none, or none that are read here
   */
  static TreeStatistics statistics(ModelNode document, ModelDescription description)
      throws UnfitForestException {
    ForestReader reader = new ForestReader(document.object("learner"), description);
    if (reader.isLinear()) {
      throw new UnfitForestException("it has no trees");
    }
    ModelNode model = reader.model();
    TreeStatisticsBuilder statistics = new TreeStatisticsBuilder(description.width());
    for (int i = 0; i < model.list("trees").size(); i++) {
      ModelNode tree = model.element("trees", i);
      statistics.add(
          tree(tree),
          doubles(tree.floats("loss_changes"), 1),
          doubles(tree.floats("sum_hessian"), 1),
          Double.NEGATIVE_INFINITY);
    }
    return statistics.build(reader.trees(model));
  }

  private ForestMargins forest() throws UnfitForestException {
    if (isLinear()) {
      throw new UnfitForestException("it has no trees");
    }
    ForestBuilder forest = new ForestBuilder(description.width(), description.outputs());
    LinkFunction link = link();
    float[] base = base(link);
    forEachTree(
        (node, output, weight) -> {
          ForestBuilder.Tree tree = tree(node);
          forest.add(
              tree, output, leaf -> Float.floatToRawIntBits(tree.conditions()[leaf] * weight));
        });
    return new ForestMargins(new FloatForest(forest.build(), base), link);
  }

  private Explainer explainer() throws UnfitForestException {
    double[] base = doubles(base(link()), 1);
    if (isLinear()) {
      ModelNode model = learner.object("gradient_booster").object("model");
      return new LinearExplainer(
          description.width(), description.outputs(), base[0], model.floats("weights"));
    }
    ExplainerBuilder explainer = new ExplainerBuilder(description.width(), base);
    forEachTree(
        (node, output, weight) -> {
          ForestBuilder.Tree tree = tree(node);
          double[] leaves = doubles(tree.conditions(), weight);
          explainer.add(tree, output, leaves, doubles(node.floats("sum_hessian"), 1));
        });
    return explainer.build();
  }

  /** As floats are multiplied. */
  private static double[] doubles(float[] floats, float weight) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = floats[i] * weight;
    }
    return doubles;
  }

  private boolean isDart() {
    return description.booster().equals("dart");
  }

  /** The trees and what is said of them. */
  private ModelNode model() {
    ModelNode booster = learner.object("gradient_booster");
    return (isDart() ? booster.object("gbtree") : booster).object("model");
  }

  private boolean isLinear() {
    return description.booster().equals("gblinear");
  }

  private LinkFunction link() throws UnfitForestException {
    return LinkFunction.of(description.objective())
        .orElseThrow(() -> new UnfitForestException("its objective is not one of those known"));
  }

  @FunctionalInterface
  private interface TreeVisitor {
    void visit(ModelNode tree, int output, float weight) throws UnfitForestException;
  }

  /** Those that predict, each with what its leaves are multiplied by. */
  private void forEachTree(TreeVisitor visitor) throws UnfitForestException {
    ModelNode booster = learner.object("gradient_booster");
    ModelNode model = model();
    // Since 3.4 the trees of dart are those of a gbtree with weights.
    ModelNode weighted = isDart() ? booster : model;
    float[] weights = weighted.has("weight_drop") ? weighted.floats("weight_drop") : new float[0];
    int count = trees(model);
    int[] groups = model.wholes("tree_info");
    for (int tree = 0; tree < count; tree++) {
      float weight = weights.length > 0 ? weights[tree] : 1;
      visitor.visit(model.element("trees", tree), groups[tree], weight);
    }
  }

  /** A number, or since XGBoost 3.1 a list of one or of one per output. */
  private float[] base(LinkFunction link) throws UnfitForestException {
    String[] texts =
        learner
            .object("learner_model_param")
            .text("base_score")
            .replaceAll("[\\[\\] ]", "")
            .split(",", -1);
    int outputs = description.outputs();
    if (texts.length != 1 && texts.length != outputs) {
      throw new UnfitForestException(
          "it has " + texts.length + " base scores for " + outputs + " outputs");
    }
    float[] base = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      try {
        float score = Float.parseFloat(texts[texts.length == 1 ? 0 : i]);
        base[i] = link.baseMargin(score);
      } catch (NumberFormatException e) {
        throw new UnfitForestException("its base score is not a number");
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

  private static ForestBuilder.Tree tree(ModelNode tree) throws UnfitForestException {
    if (tree.object("tree_param").integer("size_leaf_vector") > 1) {
      throw new UnfitForestException("its leaves are vectors");
    }
    int[] right = tree.wholes("right_children");
    return new ForestBuilder.Tree(
        tree.wholes("left_children"),
        right,
        tree.wholes("split_indices"),
        tree.floats("split_conditions"),
        tree.flags("default_left", right.length),
        tree.has("categories_nodes") ? intervals(tree) : Map.of());
  }

  /** Of each split by category, whose categories go right. */
  private static Map<Integer, float[]> intervals(ModelNode tree) {
    int[] nodes = tree.wholes("categories_nodes");
    int[] categories = tree.wholes("categories");
    int[] begins = tree.wholes("categories_segments");
    int[] sizes = tree.wholes("categories_sizes");
    Map<Integer, float[]> intervals = new HashMap<>();
    for (int i = 0; i < nodes.length; i++) {
      BitSet right = new BitSet();
      Arrays.stream(categories, begins[i], begins[i] + sizes[i]).forEach(right::set);
      intervals.put(nodes[i], CategoryIntervals.of(right, 0));
    }
    return intervals;
  }
}
