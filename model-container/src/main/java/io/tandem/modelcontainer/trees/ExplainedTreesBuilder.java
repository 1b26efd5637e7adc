package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.trees.ForestBuilder.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Makes {@link ExplainedTrees} of trees with covers. */
final class ExplainedTreesBuilder {
  private static final int NONE = TreePaths.NONE;

  /**
   * Trees with the training rows that passed their nodes.
   *
   * @param trees of several roots, in one set of arrays
   * @param roots by tree
   * @param leaves by node that is a leaf: what it adds
   * @param shares by node that splits: those of the right and of the left child in its cover
   * @param targets by node that splits: which number of a row it contributes to
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Covered(Tree trees, int[] roots, double[] leaves, double[] shares, int[] targets) {}

  private final Covered covered;
  private final Tree tree;
  private final TreePaths paths;
  private final SplitConditions conditions;
  private final GaussLegendre quadrature;

  /** By node: its number; of what is inside a twig or a leaf of a lower node none. */
  private final int[] number;

  /** By node: the splits of a twig that it is the root of, or part of; 0 for any other node. */
  private final int[] twigSplits;

  private final double[] shares;
  private final double[] values;

  private int upper;
  private int inner;
  private int twigs;
  private int numbered;

  /**
   * @param firstExtra where in a row the extra values begin
   */
  ExplainedTreesBuilder(Covered covered, int firstExtra) {
    this.covered = covered;
    this.tree = covered.trees;
    this.shares = covered.shares;
    this.values = covered.leaves;
    this.paths = new TreePaths(tree, covered.roots);
    this.conditions = new SplitConditions(tree, firstExtra);
    this.number = new int[tree.left().length];
    this.twigSplits = new int[number.length];
    int passes = passes(paths);
    this.quadrature = GaussLegendre.of(passes * ExplainedTrees.POINTS);
    // Tables of several passes would not stay in a cache: looking up would take longer than sums.
    if (passes == 1) {
      findTwigs();
    }
    number();
  }

  /** How often trees of such paths are passed for a row. */
  static int passes(TreePaths paths) {
    // The integrand is of a degree one less than there are columns on a path.
    return Math.ceilDiv(Math.ceilDiv(paths.mostColumns(), 2), ExplainedTrees.POINTS);
  }

  private boolean isLeaf(int node) {
    return tree.left()[node] == -1;
  }

  private boolean isUpper(int node) {
    return !isLeaf(node)
        && twigSplits[node] == 0
        && !(isLeaf(tree.left()[node]) && isLeaf(tree.right()[node]));
  }

  private boolean isLower(int node) {
    return !isLeaf(node) && twigSplits[node] == 0 && !isUpper(node);
  }

  private boolean isTwig(int node) {
    int parent = paths.parent(node);
    return twigSplits[node] > 0 && (parent == NONE || twigSplits[parent >> 1] == 0);
  }

  private boolean isLone(int node) {
    int parent = paths.parent(node);
    return isLeaf(node) && parent != NONE && isUpper(parent >> 1);
  }

  private int child(int node, int left) {
    return left == 1 ? tree.left()[node] : tree.right()[node];
  }

  private void findTwigs() {
    for (int i = paths.order().length - 1; i >= 0; i--) {
      int node = paths.order()[i];
      if (!isLeaf(node) && paths.previous(node) == NONE) {
        int splits = 1;
        for (int left = 0; left < 2; left++) {
          int child = child(node, left);
          boolean fits = isLeaf(child) || twigSplits[child] > 0;
          splits += fits ? twigSplits[child] : Twigs.SPLITS;
        }
        twigSplits[node] = splits <= Twigs.SPLITS ? splits : 0;
      }
    }
  }

  private void number() {
    upper = number(this::isUpper, 0);
    inner = number(this::isLower, upper);
    twigs = number(this::isTwig, inner);
    numbered = number(this::isLone, twigs);
  }

  /** Gives some nodes the numbers from the next one on. */
  private int number(IntPredicate some, int next) {
    int free = next;
    for (int node : paths.order()) {
      if (some.test(node)) {
        number[node] = free++;
      }
    }
    return free;
  }

  ExplainedTrees build() {
    int[] nodes = new int[inner * ExplainedTrees.STRIDE];
    List<Double> repeated = new ArrayList<>();
    double[] known = new double[number.length];
    for (int node : paths.order()) {
      if (isUpper(node) || isLower(node)) {
        int at = number[node] * ExplainedTrees.STRIDE;
        conditions.place(node, nodes, at + ExplainedTrees.VALUE);
        nodes[at + ExplainedTrees.TARGET] = covered.targets[node];
        int before = paths.previous(node);
        known[node] = 1;
        nodes[at + ExplainedTrees.FACTORS] = ExplainedTrees.FIRST;
        if (before != NONE) {
          known[node] = known[before >> 1] * shares[before];
          repeated.add(known[node]);
          nodes[at + ExplainedTrees.PREVIOUS] = number[before >> 1] + 1;
          nodes[at + ExplainedTrees.PREVIOUS_SIDE] = before & 1;
          nodes[at + ExplainedTrees.FACTORS] =
              ExplainedTrees.FIRST + repeated.size() * ExplainedTrees.PER_NODE;
        }
        for (int left = 0; left < 2 && isUpper(node); left++) {
          nodes[at + ExplainedTrees.RIGHT + left] =
              ExplainedTrees.POINTS * number[child(node, left)];
        }
      }
    }
    Twigs ends = twigs();
    return new ExplainedTrees(
        new ExplainedTrees.Parts(
            upper,
            roots(),
            nodes,
            upperShares(),
            lowerLeaves(),
            ends,
            lone(),
            conditions.intervals(),
            factors(quadrature.points(), repeated),
            quadrature.weights()));
  }

  /** Of trees that split. */
  private int[] roots() {
    return Arrays.stream(covered.roots)
        .filter(root -> !isLeaf(root))
        .map(root -> ExplainedTrees.POINTS * number[root])
        .toArray();
  }

  private Twigs twigs() {
    TwigsBuilder builder = new TwigsBuilder(covered, quadrature.points());
    for (int node : paths.order()) {
      if (isTwig(node)) {
        List<Integer> splits = new ArrayList<>(List.of(node));
        for (int i = 0; i < splits.size(); i++) {
          for (int left = 1; left >= 0; left--) {
            int child = child(splits.get(i), left);
            if (!isLeaf(child)) {
              splits.add(child);
            }
          }
        }
        builder.add(splits, conditions);
      }
    }
    return builder.build();
  }

  private double[] upperShares() {
    double[] found = new double[2 * upper];
    for (int node : paths.order()) {
      if (isUpper(node)) {
        System.arraycopy(shares, 2 * node, found, 2 * number[node], 2);
      }
    }
    return found;
  }

  private double[] lowerLeaves() {
    double[] leaves = new double[3 * (inner - upper)];
    for (int node : paths.order()) {
      if (isLower(node)) {
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
    double[] lone = new double[numbered - twigs];
    for (int node : paths.order()) {
      if (isLone(node)) {
        lone[number[node] - twigs] = values[node];
      }
    }
    return lone;
  }

  /**
   * @param repeated of nodes that are not the first of their column: the share of training rows
   *     that those before let pass
   */
  private static double[] factors(double[] points, List<Double> repeated) {
    int perPass = ExplainedTrees.FIRST + (1 + repeated.size()) * ExplainedTrees.PER_NODE;
    double[] factors = new double[points.length / ExplainedTrees.POINTS * perPass];
    for (int point = 0; point < points.length; point++) {
      int pass = point / ExplainedTrees.POINTS * perPass;
      for (int i = 0; i <= repeated.size(); i++) {
        double known = i == 0 ? 1 : repeated.get(i - 1);
        double reached = known * (1 - points[point]) + points[point];
        int at = pass + ExplainedTrees.FIRST + i * ExplainedTrees.PER_NODE;
        factors[at + point % ExplainedTrees.POINTS] = points[point] / reached;
        factors[at + ExplainedTrees.POINTS + point % ExplainedTrees.POINTS] =
            known / (reached * reached);
      }
    }
    return factors;
  }
}
