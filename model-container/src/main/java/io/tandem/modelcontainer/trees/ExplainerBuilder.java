package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.trees.ForestBuilder.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the trees of a {@link TreeExplainer}, one after the other. Not thread-safe. */
public final class ExplainerBuilder {
  /** Of different columns on a path: more take more points, and with them time. */
  private static final int MAX_COLUMNS = 256;

  /** Of trees that are passed together: beyond it nothing is won. */
  private static final int NODES = 3 << 10;

  private final int width;
  private final double[] bias;
  private final List<ExplainedTrees> groups = new ArrayList<>();

  /** Trees that are passed together with those to come. */
  private final List<Pending> pending = new ArrayList<>();

  private int pendingNodes;
  private int pendingPasses;

  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Pending(Tree tree, int output, double[] leaves, double[] shares) {}

  /**
   * Begins without trees.
   *
   * @param width columns of a row
   * @param base by output: the sum before any tree; copied
   */
  public ExplainerBuilder(int width, double[] base) {
    this.width = width;
    this.bias = base.clone();
  }

  /**
   * Adds a tree. Its children were found to form a tree, and a {@link ForestBuilder} took it.
   *
   * @param output the sum that the tree adds to
   * @param leaves by node that is a leaf: what it adds
   * @param covers by node: what of the training rows passed it, as a count or a sum of weights
   * @throws UnfitForestException when no contributions can be computed
   */
  public void add(Tree tree, int output, double[] leaves, double[] covers)
      throws UnfitForestException {
    TreePaths paths = new TreePaths(tree, 0);
    if (paths.mostColumns() > MAX_COLUMNS) {
      throw new UnfitForestException(
          "a path of its trees has more than " + MAX_COLUMNS + " different columns");
    }
    double[] shares = shares(tree, paths, covers);
    bias[output] += mean(tree, paths, leaves, shares);
    int passes = ExplainedTreesBuilder.passes(paths);
    if (passes != pendingPasses || pendingNodes + leaves.length > NODES) {
      group();
    }
    pending.add(new Pending(tree, output, leaves, shares));
    pendingNodes += leaves.length;
    pendingPasses = passes;
  }

  /** By node that splits: those of the right and of the left child in its cover. */
  private static double[] shares(Tree tree, TreePaths paths, double[] covers)
      throws UnfitForestException {
    double[] shares = new double[2 * covers.length];
    for (int node : paths.order()) {
      if (tree.left()[node] != -1) {
        double cover = covers[node];
        shares[2 * node] = covers[tree.right()[node]] / cover;
        shares[2 * node + 1] = covers[tree.left()[node]] / cover;
        if (!(cover > 0 && cover < Double.POSITIVE_INFINITY)
            || !isShare(shares[2 * node])
            || !isShare(shares[2 * node + 1])) {
          throw new UnfitForestException(
              "it does not state for each node how many training rows passed it");
        }
      }
    }
    return shares;
  }

  /** Covers are rounded: a child may have a bit more than its parent. */
  private static boolean isShare(double share) {
    return share >= 0 && share <= 1.001;
  }

  /** Of the leaves over the training rows. */
  private static double mean(Tree tree, TreePaths paths, double[] leaves, double[] shares) {
    double[] means = leaves.clone();
    int[] order = paths.order();
    for (int i = order.length - 1; i >= 0; i--) {
      int node = order[i];
      if (tree.left()[node] != -1) {
        means[node] =
            shares[2 * node] * means[tree.right()[node]]
                + shares[2 * node + 1] * means[tree.left()[node]];
      }
    }
    return means[0];
  }

  /** Puts the pending trees into one set of arrays. */
  private void group() {
    int[] roots = new int[pending.size()];
    int[] left = new int[pendingNodes];
    int[] right = new int[pendingNodes];
    int[] columns = new int[pendingNodes];
    float[] conditions = new float[pendingNodes];
    int[] missingLeft = new int[pendingNodes];
    Map<Integer, float[]> intervals = new HashMap<>();
    double[] leaves = new double[pendingNodes];
    double[] shares = new double[2 * pendingNodes];
    int[] targets = new int[pendingNodes];
    int first = 0;
    for (int i = 0; i < roots.length; i++) {
      Pending one = pending.get(i);
      int size = one.leaves.length;
      roots[i] = first;
      for (int node = 0; node < size; node++) {
        boolean leaf = one.tree.left()[node] == -1;
        left[first + node] = leaf ? -1 : first + one.tree.left()[node];
        right[first + node] = leaf ? -1 : first + one.tree.right()[node];
        targets[first + node] = one.output * (width + 1) + one.tree.columns()[node];
      }
      System.arraycopy(one.tree.columns(), 0, columns, first, size);
      System.arraycopy(one.tree.conditions(), 0, conditions, first, size);
      System.arraycopy(one.tree.missingLeft(), 0, missingLeft, first, size);
      System.arraycopy(one.leaves, 0, leaves, first, size);
      System.arraycopy(one.shares, 0, shares, 2 * first, 2 * size);
      for (Map.Entry<Integer, float[]> entry : one.tree.intervals().entrySet()) {
        intervals.put(first + entry.getKey(), entry.getValue());
      }
      first += size;
    }
    if (roots.length > 0) {
      Tree trees = new Tree(left, right, columns, conditions, missingLeft, intervals);
      groups.add(
          new ExplainedTreesBuilder(
                  new ExplainedTreesBuilder.Covered(trees, roots, leaves, shares, targets),
                  PackedNode.values(width))
              .build());
    }
    pending.clear();
    pendingNodes = 0;
  }

  /** Of all trees so far. */
  public TreeExplainer build() {
    group();
    return new TreeExplainer(width, bias.clone(), groups);
  }
}
