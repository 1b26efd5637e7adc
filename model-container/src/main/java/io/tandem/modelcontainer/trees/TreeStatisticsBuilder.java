package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.TreeStatistics;

/** Counts the splits of trees, one tree after the other. Not thread-safe. */
public final class TreeStatisticsBuilder {
  private final int[] splits;
  private final double[] gains;
  private final double[] covers;
  private int trees;
  private int depth;
  private long leaves;

  /**
   * Begins without trees.
   *
   * @param width columns of a row
   */
  public TreeStatisticsBuilder(int width) {
    this.splits = new int[width];
    this.gains = new double[width];
    this.covers = new double[width];
  }

  /**
   * Adds a tree. Its children were found to form a tree.
   *
   * @param gain by node that splits
   * @param cover by node that splits
   * @param least gain that a split is counted from
   */
  public void add(ForestBuilder.Tree tree, double[] gain, double[] cover, double least) {
    trees++;
    int[] order = new int[tree.left().length];
    int[] above = new int[order.length];
    int found = 1;
    for (int at = 0; at < found; at++) {
      int node = order[at];
      if (tree.left()[node] == -1) {
        leaves++;
        depth = Math.max(depth, above[node]);
        continue;
      }
      if (gain[node] >= least) {
        int column = tree.columns()[node];
        splits[column]++;
        gains[column] += gain[node];
        covers[column] += cover[node];
      }
      for (int child : new int[] {tree.left()[node], tree.right()[node]}) {
        above[child] = above[node] + 1;
        order[found++] = child;
      }
    }
  }

  /**
   * Of all trees so far.
   *
   * @param predicting as {@link TreeStatistics#predicting}
   */
  public TreeStatistics build(int predicting) {
    return new TreeStatistics(
        trees, predicting, depth, leaves, splits.clone(), gains.clone(), covers.clone());
  }
}
