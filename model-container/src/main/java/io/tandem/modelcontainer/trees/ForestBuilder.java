package io.tandem.modelcontainer.trees;

import java.util.Arrays;

/** Collects the trees of a {@link Forest}, one after the other. Not thread-safe. */
public final class ForestBuilder {
  private final int width;
  private final int outputs;

  private long[] nodes = new long[1 << 10];
  private int size;

  private int[] roots = new int[1 << 4];
  private int[] depths = new int[1 << 4];
  private int[] outputOf = new int[1 << 4];
  private int trees;

  /**
   * Begins a forest without trees.
   *
   * @param width columns of a row
   * @param outputs sums per row
   * @throws UnfitForestException when there are more columns than a forest can tell apart
   */
  public ForestBuilder(int width, int outputs) throws UnfitForestException {
    if (width > PackedNode.MAX_COLUMNS) {
      throw new UnfitForestException("it has more than " + PackedNode.MAX_COLUMNS + " columns");
    }
    this.width = width;
    this.outputs = outputs;
  }

  /**
   * The nodes of one tree, whose root is node 0, in arrays of equal length.
   *
   * @param left the left child by node; -1 for a leaf
   * @param right the right child by node; anything for a leaf
   * @param columns what a split compares, from 0
   * @param conditions what a split compares with; of a leaf what it adds
   * @param missingLeft by node: not 0 where a missing value goes left
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Tree(
      int[] left, int[] right, int[] columns, float[] conditions, int[] missingLeft) {}

  /**
   * Adds a tree. Its children were found to form a tree.
   *
   * @param output the sum that the tree adds to
   * @param weight what its leaves are multiplied with, rounded before they are added; 1 for none
   * @throws UnfitForestException when the tree is too large, or splits at infinity or NaN
   */
  public void add(Tree tree, int output, float weight) throws UnfitForestException {
    if (tree.left.length > PackedNode.MAX_NODES) {
      throw new UnfitForestException("a tree has more than " + PackedNode.MAX_NODES + " nodes");
    }
    growNodes(tree.left.length);
    growTrees();
    roots[trees] = size;
    outputOf[trees] = output;
    depths[trees] = place(tree, weight);
    trees++;
  }

  /** Level by level, so siblings lie side by side. Returns the depth. */
  private int place(Tree tree, float weight) throws UnfitForestException {
    int root = size;
    int[] order = new int[tree.left.length];
    int placed = 1;
    int depth = 0;
    int levelEnd = 1;
    for (int place = 0; place < placed; place++) {
      if (place == levelEnd) {
        depth++;
        levelEnd = placed;
      }
      int node = order[place];
      float condition = tree.conditions[node];
      if (tree.left[node] == -1) {
        nodes[root + place] = PackedNode.leaf(condition * weight, place, width);
        continue;
      }
      if (!Float.isFinite(condition)) {
        throw new UnfitForestException("it splits at a number that is not finite");
      }
      order[placed++] = tree.left[node];
      order[placed++] = tree.right[node];
      nodes[root + place] =
          PackedNode.split(condition, placed - 1, tree.columns[node], tree.missingLeft[node] == 0);
    }
    size = root + placed;
    return depth;
  }

  private void growNodes(int more) {
    if (size + more > nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(2 * nodes.length, size + more));
    }
  }

  private void growTrees() {
    if (trees == roots.length) {
      roots = Arrays.copyOf(roots, 2 * trees);
      depths = Arrays.copyOf(depths, 2 * trees);
      outputOf = Arrays.copyOf(outputOf, 2 * trees);
    }
  }

  /**
   * The forest of all trees so far.
   *
   * @param base by output: the sum before any tree
   */
  public Forest build(float[] base) {
    if (base.length != outputs) {
      throw new IllegalArgumentException(base.length + " sums to begin with for " + outputs);
    }
    return new Forest(
        width,
        base,
        new Forest.Trees(
            Arrays.copyOf(nodes, size),
            Arrays.copyOf(roots, trees),
            Arrays.copyOf(depths, trees),
            Arrays.copyOf(outputOf, trees)));
  }
}
