package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;

/**
 * Trees, walked in plain Java. Immutable.
 *
 * <p>A walk is a chain of loads that wait for each other, so six trees are walked at once, as many
 * steps as the deepest of them has: a row that has met a leaf stays there. There is no branch but
 * the loop's.
 */
public final class Forest {
  private static final int LANES = 6;

  /** Rows whose values stay in the processor's nearest cache while the trees pass. */
  private static final int BLOCK_ROWS = 32;

  private final int width;
  private final int outputs;

  /** Of one row, as the nodes compare them. */
  private final int valuesPerRow;

  private final Trees trees;

  /**
   * The nodes of all trees, those of a tree one after the other from its root on, siblings side by
   * side.
   *
   * @param nodes each a {@link PackedNode}
   * @param roots by tree
   * @param depths by tree: steps from the root to the deepest leaf
   * @param outputs by tree: the sum that it adds to
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Trees(long[] nodes, int[] roots, int[] depths, int[] outputs) {}

  /** What is done with the leaves that rows meet. */
  @FunctionalInterface
  interface LeafVisitor {
    /**
     * @param sum the output of the leaf's tree, counted on from row to row
     * @param leaf what the builder was given for it
     */
    void visit(int sum, int leaf);
  }

  /**
   * @param outputs sums per row
   */
  Forest(int width, int outputs, Trees trees) {
    this.width = width;
    this.outputs = outputs;
    this.valuesPerRow = PackedNode.values(width);
    this.trees = trees;
  }

  /** Columns of a row. */
  int width() {
    return width;
  }

  /** Sums per row. */
  int outputs() {
    return outputs;
  }

  /** All nodes of all trees, each a {@link PackedNode}; not to be changed. */
  long[] nodes() {
    return trees.nodes;
  }

  /** Bytes of the heap that its arrays occupy, but for their headers. */
  long bytes() {
    long perTree = 3L * Integer.BYTES;
    return (long) trees.nodes.length * Long.BYTES + trees.roots.length * perTree;
  }

  /**
   * Visits the leaf of every tree for every row. Those of one row come in the order of the trees,
   * as a sum of floats depends on it.
   *
   * @param rows of as many columns as the forest was built for
   */
  void walk(RowMatrix rows, LeafVisitor visitor) {
    int[] values = new int[Math.min(rows.count(), BLOCK_ROWS) * valuesPerRow];
    for (int first = 0; first < rows.count(); first += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, rows.count() - first);
      for (int row = 0; row < count; row++) {
        PackedNode.write(rows.values(), (first + row) * width, width, values, row * valuesPerRow);
      }
      walk(values, count, visitor, first * outputs);
    }
  }

  private void walk(int[] values, int count, LeafVisitor visitor, int out) {
    int tree = 0;
    for (; tree + LANES <= trees.roots.length; tree += LANES) {
      int depth = 0;
      for (int lane = 0; lane < LANES; lane++) {
        depth = Math.max(depth, trees.depths[tree + lane]);
      }
      for (int row = 0; row < count; row++) {
        walkSix(tree, depth, values, row * valuesPerRow, visitor, out + row * outputs);
      }
    }
    for (; tree < trees.roots.length; tree++) {
      for (int row = 0; row < count; row++) {
        walkOne(tree, values, row * valuesPerRow, visitor, out + row * outputs);
      }
    }
  }

  private void walkSix(int tree, int depth, int[] values, int at, LeafVisitor visitor, int out) {
    long[] nodes = trees.nodes;
    int[] roots = trees.roots;
    int root0 = roots[tree];
    int root1 = roots[tree + 1];
    int root2 = roots[tree + 2];
    int root3 = roots[tree + 3];
    int root4 = roots[tree + 4];
    int root5 = roots[tree + 5];
    int node0 = root0;
    int node1 = root1;
    int node2 = root2;
    int node3 = root3;
    int node4 = root4;
    int node5 = root5;
    for (int step = 0; step < depth; step++) {
      node0 = root0 + PackedNode.next(nodes[node0], values, at);
      node1 = root1 + PackedNode.next(nodes[node1], values, at);
      node2 = root2 + PackedNode.next(nodes[node2], values, at);
      node3 = root3 + PackedNode.next(nodes[node3], values, at);
      node4 = root4 + PackedNode.next(nodes[node4], values, at);
      node5 = root5 + PackedNode.next(nodes[node5], values, at);
    }
    int[] outputOf = trees.outputs;
    visitor.visit(out + outputOf[tree], PackedNode.leaf(nodes[node0]));
    visitor.visit(out + outputOf[tree + 1], PackedNode.leaf(nodes[node1]));
    visitor.visit(out + outputOf[tree + 2], PackedNode.leaf(nodes[node2]));
    visitor.visit(out + outputOf[tree + 3], PackedNode.leaf(nodes[node3]));
    visitor.visit(out + outputOf[tree + 4], PackedNode.leaf(nodes[node4]));
    visitor.visit(out + outputOf[tree + 5], PackedNode.leaf(nodes[node5]));
  }

  private void walkOne(int tree, int[] values, int at, LeafVisitor visitor, int out) {
    int root = trees.roots[tree];
    int node = root;
    for (int step = 0; step < trees.depths[tree]; step++) {
      node = root + PackedNode.next(trees.nodes[node], values, at);
    }
    visitor.visit(out + trees.outputs[tree], PackedNode.leaf(trees.nodes[node]));
  }
}
