package io.tandem.modelcontainer.lightgbm;

import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.lightgbm.TreeText.Splits;
import io.tandem.modelcontainer.trees.CategoryIntervals;
import io.tandem.modelcontainer.trees.DoubleForest;
import io.tandem.modelcontainer.trees.ExplainerBuilder;
import io.tandem.modelcontainer.trees.ForestBuilder;
import io.tandem.modelcontainer.trees.TreeExplainer;
import io.tandem.modelcontainer.trees.TreeStatisticsBuilder;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * LightGBM's rules as conditions on floats, from its {@code tree.h} and {@code c_api.cpp}:
 *
 * <ul>
 *   <li>A value goes left when it is at most the threshold, a {@code double}.
 *   <li>A value of at most {@value #ZERO} on either side of 0 counts as 0.
 *   <li>A missing value counts as 0, or goes the default way; where zero stands for missing, both
 *       go the default way.
 *   <li>A split by category sends those of its set left, after rounding towards 0. Missing,
 *       negative and unknown ones go right.
 * </ul>
 */
final class ForestReader {
  private static final float ZERO = 1e-35f;
  private static final float ABOVE_ZERO = Math.nextUp(ZERO);

  /** Where category 0 begins. */
  private static final float FIRST_CATEGORY = Math.nextUp(-1f);

  private ForestReader() {}

  /**
   * @throws ModelException when it has trees that cannot be walked
   */
  static DoubleForest read(ModelText text) {
    List<TreeText> trees = text.trees();
    double[] leaves = new double[trees.stream().mapToInt(tree -> tree.leaves().length).sum()];
    try {
      ForestBuilder builder = new ForestBuilder(text.width(), text.outputs());
      int first = 0;
      for (int i = 0; i < trees.size(); i++) {
        TreeText tree = trees.get(i);
        int leaf = first - tree.splits().count();
        System.arraycopy(tree.leaves(), 0, leaves, first, tree.leaves().length);
        builder.add(tree(tree), i % text.outputs(), node -> leaf + node);
        first += tree.leaves().length;
      }
      return new DoubleForest(builder.build(), leaves);
    } catch (UnfitForestException e) {
      throw new ModelException(e.getMessage());
    }
  }

  /**
   * What explains the raw scores.
   *
   * @param text with counts
   * @throws UnfitForestException when nothing does
   */
  static TreeExplainer explainer(ModelText text) throws UnfitForestException {
    ExplainerBuilder builder = new ExplainerBuilder(text.width(), new double[text.outputs()]);
    for (int i = 0; i < text.trees().size(); i++) {
      TreeText tree = text.trees().get(i);
      int inner = tree.splits().count();
      double[] leaves = new double[inner + tree.leaves().length];
      System.arraycopy(tree.leaves(), 0, leaves, inner, tree.leaves().length);
      double[] covers = Arrays.stream(tree.counts()).asDoubleStream().toArray();
      builder.add(tree(tree), i % text.outputs(), leaves, covers);
    }
    return builder.build();
  }

  /**
   * What the trees look like, as {@code Booster.feature_importance} counts them: splits that gained
   * something.
   *
   * @param text with counts
   */
  static TreeStatistics statistics(ModelText text) {
    TreeStatisticsBuilder statistics = new TreeStatisticsBuilder(text.width());
    for (TreeText tree : text.trees()) {
      double[] covers = Arrays.stream(tree.counts()).asDoubleStream().toArray();
      statistics.add(tree(tree), tree.gains(), covers, Double.MIN_VALUE);
    }
    return statistics.build(text.trees().size());
  }

  /** The leaves are the nodes behind the splits. */
  private static ForestBuilder.Tree tree(TreeText text) {
    Splits splits = text.splits();
    int inner = splits.count();
    int size = inner + text.leaves().length;
    Map<Integer, float[]> intervals = new HashMap<>();
    ForestBuilder.Tree tree =
        new ForestBuilder.Tree(
            new int[size], new int[size], new int[size], new float[size], new int[size], intervals);
    for (int node = 0; node < inner; node++) {
      int left = node(splits.left()[node], inner);
      int right = node(splits.right()[node], inner);
      // A set names what goes left, intervals what goes right.
      boolean swapped = splits.isCategorical(node);
      tree.left()[node] = swapped ? right : left;
      tree.right()[node] = swapped ? left : right;
      tree.columns()[node] = splits.columns()[node];
      if (swapped) {
        tree.missingLeft()[node] = 1;
        intervals.put(node, CategoryIntervals.of(categories(splits, node), FIRST_CATEGORY));
      } else {
        split(tree, splits, node);
      }
    }
    Arrays.fill(tree.left(), inner, size, -1);
    return tree;
  }

  private static int node(int child, int inner) {
    return child >= 0 ? child : inner + ~child;
  }

  private static void split(ForestBuilder.Tree tree, Splits splits, int node) {
    float condition = condition(splits.thresholds()[node]);
    boolean zeroLeft = condition > 0;
    boolean defaultLeft = splits.isDefaultLeft(node);
    tree.conditions()[node] = condition;
    switch (splits.missing(node)) {
      case ZERO -> tree.missingLeft()[node] = zeroLeft ? 1 : 0;
      case DEFAULT -> tree.missingLeft()[node] = defaultLeft ? 1 : 0;
      case DEFAULT_LIKE_ZERO -> {
        tree.missingLeft()[node] = defaultLeft ? 1 : 0;
        if (zeroLeft && !defaultLeft) {
          tree.intervals().put(node, new float[] {-ZERO, ABOVE_ZERO, condition});
        } else if (!zeroLeft && defaultLeft) {
          tree.intervals().put(node, new float[] {condition, -ZERO, ABOVE_ZERO});
        }
      }
    }
  }

  /** A float is below it when it goes left, those that count as 0 included. */
  private static float condition(double threshold) {
    float rounded = (float) threshold;
    float largest = rounded > threshold ? Math.nextDown(rounded) : rounded;
    float condition = Math.nextUp(largest);
    return threshold >= 0 ? Math.max(condition, ABOVE_ZERO) : Math.min(condition, -ZERO);
  }

  private static BitSet categories(Splits splits, int node) {
    int set = (int) splits.thresholds()[node];
    int begin = splits.setBounds()[set];
    BitSet categories = new BitSet();
    for (int word = begin; word < splits.setBounds()[set + 1]; word++) {
      for (int bits = splits.setBits()[word]; bits != 0; bits &= bits - 1) {
        categories.set((word - begin) * Integer.SIZE + Integer.numberOfTrailingZeros(bits));
      }
    }
    if (categories.length() > CategoryIntervals.MAX_CATEGORIES) {
      throw new ModelException(
          "a category is beyond "
              + CategoryIntervals.MAX_CATEGORIES
              + ", which no float tells apart");
    }
    return categories;
  }
}
