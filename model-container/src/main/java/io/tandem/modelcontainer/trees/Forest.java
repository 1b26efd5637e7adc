package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;

/**
 * Boosted trees with numeric splits, walked in plain Java. Immutable.
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

  /** Of one row, as the nodes compare them. */
  private final int valuesPerRow;

  private final float[] base;
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

  /**
   * @param base by output: the sum before any tree
   */
  Forest(int width, float[] base, Trees trees) {
    this.width = width;
    this.valuesPerRow = PackedNode.values(width);
    this.base = base.clone();
    this.trees = trees;
  }

  /** Columns of a row. */
  int width() {
    return width;
  }

  /** All nodes of all trees, each a {@link PackedNode}; not to be changed. */
  long[] nodes() {
    return trees.nodes;
  }

  /** Sums per row. */
  public int outputs() {
    return base.length;
  }

  /** Bytes of the heap that its arrays occupy, but for their headers. */
  public long bytes() {
    long perTree = 3L * Integer.BYTES;
    return (long) trees.nodes.length * Long.BYTES
        + trees.roots.length * perTree
        + (long) base.length * Float.BYTES;
  }

  /**
   * The leaves of all trees added up, in their order and in single precision: {@link #outputs}
   * numbers for each row, row after row.
   *
   * @param rows of as many columns as the forest was built for
   */
  public float[] sums(RowMatrix rows) {
    float[] sums = new float[rows.count() * base.length];
    int[] values = new int[Math.min(rows.count(), BLOCK_ROWS) * valuesPerRow];
    for (int first = 0; first < rows.count(); first += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, rows.count() - first);
      for (int row = 0; row < count; row++) {
        PackedNode.write(rows.values(), (first + row) * width, width, values, row * valuesPerRow);
        System.arraycopy(base, 0, sums, (first + row) * base.length, base.length);
      }
      add(values, count, sums, first * base.length);
    }
    return sums;
  }

  /** Of each row the trees in their order, as the sum of floats depends on it. */
  private void add(int[] values, int count, float[] sums, int out) {
    int tree = 0;
    for (; tree + LANES <= trees.roots.length; tree += LANES) {
      int depth = 0;
      for (int lane = 0; lane < LANES; lane++) {
        depth = Math.max(depth, trees.depths[tree + lane]);
      }
      for (int row = 0; row < count; row++) {
        addSix(tree, depth, values, row * valuesPerRow, sums, out + row * base.length);
      }
    }
    for (; tree < trees.roots.length; tree++) {
      for (int row = 0; row < count; row++) {
        addOne(tree, values, row * valuesPerRow, sums, out + row * base.length);
      }
    }
  }

  private void addSix(int tree, int depth, int[] values, int at, float[] sums, int out) {
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
    int[] outputs = trees.outputs;
    sums[out + outputs[tree]] += PackedNode.value(nodes[node0]);
    sums[out + outputs[tree + 1]] += PackedNode.value(nodes[node1]);
    sums[out + outputs[tree + 2]] += PackedNode.value(nodes[node2]);
    sums[out + outputs[tree + 3]] += PackedNode.value(nodes[node3]);
    sums[out + outputs[tree + 4]] += PackedNode.value(nodes[node4]);
    sums[out + outputs[tree + 5]] += PackedNode.value(nodes[node5]);
  }

  private void addOne(int tree, int[] values, int at, float[] sums, int out) {
    int root = trees.roots[tree];
    int node = root;
    for (int step = 0; step < trees.depths[tree]; step++) {
      node = root + PackedNode.next(trees.nodes[node], values, at);
    }
    sums[out + trees.outputs[tree]] += PackedNode.value(trees.nodes[node]);
  }
}
