package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.trees.ForestBuilder.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the {@link Twigs} of a tree. Not thread-safe. */
final class TwigsBuilder {
  private final Tree tree;
  private final double[] leaves;
  private final double[] shares;
  private final int[] targets;
  private final double[] points;

  private final List<int[]> places = new ArrayList<>();

  private final List<Double> tables = new ArrayList<>();

  /**
   * @param points of the quadrature, of one pass
   */
  TwigsBuilder(ExplainedTreesBuilder.Covered covered, double[] points) {
    this.tree = covered.trees();
    this.leaves = covered.leaves();
    this.shares = covered.shares();
    this.targets = covered.targets();
    this.points = points;
  }

  /**
   * @param splits of a subtree of at most {@value Twigs#SPLITS}, its root first
   */
  void add(List<Integer> splits, SplitConditions conditions) {
    int[] twig = new int[Twigs.STRIDE];
    for (int i = 0; i < Twigs.SPLITS; i++) {
      int at = Twigs.VALUES + 2 * i;
      if (i < splits.size()) {
        conditions.place(splits.get(i), twig, at);
        twig[Twigs.TARGETS + i] = targets[splits.get(i)];
      } else {
        twig[at + 1] = Integer.MIN_VALUE;
        twig[Twigs.TARGETS + i] = twig[Twigs.TARGETS];
      }
    }
    twig[Twigs.TABLE] = tables.size();
    places.add(twig);
    for (int pattern = 0; pattern < 1 << splits.size(); pattern++) {
      double[] cell = new double[Twigs.PER_PATTERN];
      for (int point = 0; point < points.length; point++) {
        cell[point] = sum(splits.getFirst(), splits, pattern, point, 1, cell);
      }
      Arrays.stream(cell).forEach(tables::add);
    }
  }

  /**
   * The f(t) that {@link TreeExplainer} says of a node, with the weights of the splits on the way.
   * Each is the first of its column, so u is the point, and z and A are 1.
   *
   * @param pattern a bit for each of the splits: 1 for the left side
   * @param reach the product of the factors from the root of the twig to the node
   * @param cell gets the weights
   */
  private double sum(
      int node, List<Integer> splits, int pattern, int point, double reach, double[] cell) {
    if (tree.left()[node] == -1) {
      return leaves[node];
    }
    int split = splits.indexOf(node);
    int left = pattern >> split & 1;
    int hot = left == 1 ? tree.left()[node] : tree.right()[node];
    int cold = left == 1 ? tree.right()[node] : tree.left()[node];
    double hotShare = shares[2 * node + left];
    double coldShare = shares[2 * node + 1 - left];
    double hotReach = reach * (hotShare * (1 - points[point]) + points[point]);
    double coldReach = reach * coldShare * (1 - points[point]);
    double hotSum = sum(hot, splits, pattern, point, hotReach, cell);
    double coldSum = sum(cold, splits, pattern, point, coldReach, cell);
    double mean = hotShare * hotSum + coldShare * coldSum;
    double gain = hotSum - mean;
    cell[(1 + split) * ExplainedTrees.POINTS + point] = reach * gain;
    return mean + points[point] * gain;
  }

  Twigs build() {
    return new Twigs(
        places.stream().flatMapToInt(Arrays::stream).toArray(),
        tables.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
