package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.trees.ForestBuilder.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes an {@link ExplainedTree} of a tree with covers. */
final class ExplainedTreeBuilder {
  /** Of different columns on a path: more take more points, and with them time. */
  private static final int MAX_COLUMNS = 256;

  private static final int NONE = -1;

  private final Tree tree;
  private final double[] values;
  private final int firstExtra;

  /** All nodes of the tree, parents before children. */
  private final int[] order;

  /** By node: twice its parent, and 1 for the left child; of the root none. */
  private final int[] parent;

  /** By node: its number; of the leaves of lower nodes none. */
  private final int[] number;

  /** By node: the shares of the right and of the left child in its cover. */
  private final double[] shares;

  private int upper;
  private int inner;
  private int numbered;

  /**
   * @param leaves by node that is a leaf: what it adds
   * @param covers by node: what of the training rows passed it, as a count or a sum of weights
   * @param firstExtra where in a row the extra values begin
   * @throws UnfitForestException when the covers are none
   */
  ExplainedTreeBuilder(Tree tree, double[] leaves, double[] covers, int firstExtra)
      throws UnfitForestException {
    int size = tree.left().length;
    this.tree = tree;
    this.values = leaves;
    this.firstExtra = firstExtra;
    this.parent = new int[size];
    this.number = new int[size];
    this.shares = new double[2 * size];
    this.order = order();
    number();
    for (int node : order) {
      if (!isLeaf(node)) {
        share(node, covers);
      }
    }
  }

  private boolean isLeaf(int node) {
    return tree.left()[node] == -1;
  }

  private boolean isUpper(int node) {
    return !isLeaf(node) && !(isLeaf(tree.left()[node]) && isLeaf(tree.right()[node]));
  }

  private int child(int node, int left) {
    return left == 1 ? tree.left()[node] : tree.right()[node];
  }

  private int[] order() {
    int[] found = new int[parent.length];
    parent[0] = NONE;
    int count = 1;
    for (int at = 0; at < count; at++) {
      int node = found[at];
      for (int left = 1; left >= 0 && !isLeaf(node); left--) {
        parent[child(node, left)] = 2 * node + left;
        found[count++] = child(node, left);
      }
    }
    return Arrays.copyOf(found, count);
  }

  private void number() {
    for (int node : order) {
      if (isUpper(node)) {
        number[node] = upper++;
      }
    }
    inner = upper;
    for (int node : order) {
      if (!isLeaf(node) && !isUpper(node)) {
        number[node] = inner++;
      }
    }
    numbered = inner;
    for (int node : order) {
      if (isLeaf(node) && parent[node] != NONE && isUpper(parent[node] >> 1)) {
        number[node] = numbered++;
      }
    }
  }

  private void share(int node, double[] covers) throws UnfitForestException {
    double cover = covers[node];
    boolean sound = cover > 0 && cover < Double.POSITIVE_INFINITY;
    for (int left = 0; left < 2; left++) {
      double share = covers[child(node, left)] / cover;
      shares[2 * node + left] = share;
      // Covers are rounded: a child may have a bit more than its parent.
      sound &= share >= 0 && share <= 1.001;
    }
    if (!sound) {
      throw new UnfitForestException(
          "it does not state for each node how many training rows passed it");
    }
  }

  /**
   * @throws UnfitForestException when paths have too many columns
   */
  ExplainedTree build() throws UnfitForestException {
    int[] nodes = new int[inner * ExplainedTree.STRIDE];
    List<int[]> intervals = new ArrayList<>();
    List<Double> repeated = new ArrayList<>();
    int[] columns = new int[parent.length]; // by node: different ones from the root to it
    double[] known = new double[parent.length];
    int most = 1;
    for (int node : order) {
      if (isLeaf(node)) {
        continue;
      }
      int at = number[node] * ExplainedTree.STRIDE;
      condition(node, nodes, at, intervals);
      nodes[at + ExplainedTree.COLUMN] = tree.columns()[node];
      int before = previous(node);
      columns[node] = parent[node] == NONE ? 0 : columns[parent[node] >> 1];
      if (before == NONE) {
        columns[node]++;
        most = Math.max(most, columns[node]);
        known[node] = 1;
        nodes[at + ExplainedTree.FACTORS] = ExplainedTree.FIRST;
      } else {
        known[node] = known[before >> 1] * shares[before];
        repeated.add(known[node]);
        nodes[at + ExplainedTree.PREVIOUS] = number[before >> 1] + 1;
        nodes[at + ExplainedTree.PREVIOUS_SIDE] = before & 1;
        nodes[at + ExplainedTree.FACTORS] =
            ExplainedTree.FIRST + repeated.size() * ExplainedTree.PER_NODE;
      }
      for (int left = 0; left < 2 && isUpper(node); left++) {
        nodes[at + ExplainedTree.RIGHT + left] = ExplainedTree.POINTS * number[child(node, left)];
      }
    }
    if (most > MAX_COLUMNS) {
      throw new UnfitForestException(
          "a path of its trees has more than " + MAX_COLUMNS + " different columns");
    }
    // The integrand is of a degree one less than there are columns on a path.
    int passes = Math.ceilDiv(Math.ceilDiv(most, 2), ExplainedTree.POINTS);
    GaussLegendre quadrature = GaussLegendre.of(passes * ExplainedTree.POINTS);
    return new ExplainedTree(
        new ExplainedTree.Parts(
            upper,
            nodes,
            ratios(),
            leaves(),
            lone(),
            intervals.toArray(int[][]::new),
            factors(quadrature.points(), repeated),
            quadrature.weights(),
            means()[0]));
  }

  private void condition(int node, int[] nodes, int at, List<int[]> intervals) {
    int column = tree.columns()[node];
    int missingLeft = tree.missingLeft()[node] != 0 ? 1 : 0;
    float[] several = tree.intervals().get(node);
    if (several == null) {
      nodes[at + ExplainedTree.VALUE] = 2 * column + 1 - missingLeft;
      nodes[at + ExplainedTree.CONDITION] = PackedNode.ordered(tree.conditions()[node]);
      return;
    }
    int[] conditions = new int[2 + several.length];
    conditions[0] = 2 * column;
    conditions[1] = missingLeft;
    for (int i = 0; i < several.length; i++) {
      conditions[2 + i] = PackedNode.ordered(several[i]);
    }
    nodes[at + ExplainedTree.VALUE] = firstExtra + intervals.size();
    intervals.add(conditions);
  }

  /** The way out of the last node before this one that splits on its column, or none. */
  private int previous(int node) {
    int edge = parent[node];
    while (edge != NONE && tree.columns()[edge >> 1] != tree.columns()[node]) {
      edge = parent[edge >> 1];
    }
    return edge;
  }

  private double[] ratios() {
    double[] ratios = new double[2 * upper];
    for (int node : order) {
      if (isUpper(node)) {
        System.arraycopy(shares, 2 * node, ratios, 2 * number[node], 2);
      }
    }
    return ratios;
  }

  private double[] leaves() {
    double[] leaves = new double[3 * (inner - upper)];
    for (int node : order) {
      if (!isLeaf(node) && !isUpper(node)) {
        int at = 3 * (number[node] - upper);
        for (int left = 0; left < 2; left++) {
          double leaf = values[child(node, left)];
          leaves[at] += shares[2 * node + left] * leaf;
          leaves[at + 1 + left] = leaf;
        }
      }
    }
    return leaves;
  }

  private double[] lone() {
    double[] lone = new double[numbered - inner];
    for (int node : order) {
      if (isLeaf(node) && parent[node] != NONE && isUpper(parent[node] >> 1)) {
        lone[number[node] - inner] = values[node];
      }
    }
    return lone;
  }

  private double[] means() {
    double[] means = new double[parent.length];
    for (int i = order.length - 1; i >= 0; i--) {
      int node = order[i];
      means[node] =
          isLeaf(node)
              ? values[node]
              : shares[2 * node] * means[child(node, 0)]
                  + shares[2 * node + 1] * means[child(node, 1)];
    }
    return means;
  }

  /**
   * @param repeated of nodes that are not the first of their column: the share of training rows
   *     that those before let pass
   */
  private static double[] factors(double[] points, List<Double> repeated) {
    int perPass = ExplainedTree.FIRST + (1 + repeated.size()) * ExplainedTree.PER_NODE;
    double[] factors = new double[points.length / ExplainedTree.POINTS * perPass];
    for (int point = 0; point < points.length; point++) {
      int pass = point / ExplainedTree.POINTS * perPass;
      for (int i = 0; i <= repeated.size(); i++) {
        double known = i == 0 ? 1 : repeated.get(i - 1);
        double reached = known * (1 - points[point]) + points[point];
        int at = pass + ExplainedTree.FIRST + i * ExplainedTree.PER_NODE;
        factors[at + point % ExplainedTree.POINTS] = points[point] / reached;
        factors[at + ExplainedTree.POINTS + point % ExplainedTree.POINTS] =
            known / (reached * reached);
      }
    }
    return factors;
  }
}
