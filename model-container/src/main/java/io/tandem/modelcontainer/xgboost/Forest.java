package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.Arrays;

/**
 * Boosted trees with numeric splits, walked in plain Java. Immutable.
 *
 * <p>A walk is a chain of loads that wait for each other, so six trees are walked at once, as many
 * steps as the deepest of them has: whoever is at a leaf stays there. There is no branch but the
 * loop's. Conditions and values are compared as whole numbers in the order of the floats; a missing
 * value is below all conditions where it goes left and above all where it goes right, so each
 * column stands twice in a row's values.
 */
final class Forest implements MarginComputer {
  /** Nodes of a tree: the one after a node is named by 16 bits. */
  static final int MAX_NODES = (1 << 16) - 1;

  /** Columns, each of which stands twice: 16 bits too. */
  static final int MAX_WIDTH = 1 << 15;

  private static final int LANES = 6;

  /** Rows whose values stay in the processor's nearest cache while the trees pass. */
  private static final int BLOCK_ROWS = 32;

  private final int width;
  private final float[] base;
  private final LinkFunction link;
  private final Trees trees;

  /**
   * The trees' nodes, those of a tree one after the other from its root on, siblings side by side.
   *
   * @param nodes the condition (upper 32 bits), the place of the right child from the root on (16
   *     bits), and the value to compare, twice the column, or that and 1 where missing goes right
   *     (16 bits). A leaf's condition is above all values, and its right child is the node after
   *     itself
   * @param leaves by node: what a leaf adds
   * @param roots by tree
   * @param depths by tree: steps from the root to the deepest leaf
   * @param outputs by tree: the margin that it adds to
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Trees(long[] nodes, float[] leaves, int[] roots, int[] depths, int[] outputs) {}

  /**
   * @param base the margins before any tree
   */
  Forest(int width, float[] base, LinkFunction link, Trees trees) {
    this.width = width;
    this.base = base.clone();
    this.link = link;
    this.trees = trees;
  }

  /** A float as a whole number of the same order; both zeros are the same. */
  static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** What a node compares with; not a number of a leaf. */
  static float condition(long node) {
    int ordered = (int) (node >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  static int column(long node) {
    return ((int) node & 0xffff) >> 1;
  }

  @Override
  public double[] margins(RowMatrix rows) {
    return widened(sums(rows));
  }

  @Override
  public double[] values(RowMatrix rows) {
    return widened(link.apply(sums(rows), base.length));
  }

  /** What this forest makes of rows that tell two readings of it apart. */
  Probe probe() {
    RowMatrix rows = ProbeRows.of(trees, width);
    float[] sums = sums(rows);
    double[] margins = widened(sums);
    // The link may overwrite the sums.
    return new Probe(rows, margins, widened(link.apply(sums, base.length)));
  }

  /** Rows with their margins and values. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Probe(RowMatrix rows, double[] margins, double[] values) {
    /** Bit for bit: equal arrays hold doubles of the same bits. */
    boolean isGivenBy(MarginComputer other) {
      return Arrays.equals(margins, other.margins(rows))
          && Arrays.equals(values, other.values(rows));
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private float[] sums(RowMatrix rows) {
    float[] sums = new float[rows.count() * base.length];
    int[] values = new int[Math.min(rows.count(), BLOCK_ROWS) * 2 * width];
    for (int first = 0; first < rows.count(); first += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, rows.count() - first);
      for (int row = 0; row < count; row++) {
        read(rows, first + row, values, row * 2 * width);
        System.arraycopy(base, 0, sums, (first + row) * base.length, base.length);
      }
      add(values, count, sums, first * base.length);
    }
    return sums;
  }

  private void read(RowMatrix rows, int row, int[] values, int at) {
    float[] all = rows.values();
    int from = row * width;
    for (int column = 0; column < width; column++) {
      float value = all[from + column];
      int ordered = ordered(value);
      boolean missing = Float.isNaN(value);
      values[at + 2 * column] = missing ? Integer.MIN_VALUE : ordered;
      values[at + 2 * column + 1] = missing ? Integer.MAX_VALUE : ordered;
    }
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
        addSix(tree, depth, values, row * 2 * width, sums, out + row * base.length);
      }
    }
    for (; tree < trees.roots.length; tree++) {
      for (int row = 0; row < count; row++) {
        addOne(tree, values, row * 2 * width, sums, out + row * base.length);
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
      node0 = root0 + next(nodes[node0], values, at);
      node1 = root1 + next(nodes[node1], values, at);
      node2 = root2 + next(nodes[node2], values, at);
      node3 = root3 + next(nodes[node3], values, at);
      node4 = root4 + next(nodes[node4], values, at);
      node5 = root5 + next(nodes[node5], values, at);
    }
    float[] leaves = trees.leaves;
    int[] outputs = trees.outputs;
    sums[out + outputs[tree]] += leaves[node0];
    sums[out + outputs[tree + 1]] += leaves[node1];
    sums[out + outputs[tree + 2]] += leaves[node2];
    sums[out + outputs[tree + 3]] += leaves[node3];
    sums[out + outputs[tree + 4]] += leaves[node4];
    sums[out + outputs[tree + 5]] += leaves[node5];
  }

  private void addOne(int tree, int[] values, int at, float[] sums, int out) {
    int root = trees.roots[tree];
    int node = root;
    for (int step = 0; step < trees.depths[tree]; step++) {
      node = root + next(trees.nodes[node], values, at);
    }
    sums[out + trees.outputs[tree]] += trees.leaves[node];
  }

  /**
   * The right child, or the node before it, the left one, when the value is below the condition.
   */
  private static int next(long node, int[] values, int at) {
    int value = values[at + ((int) node & 0xffff)];
    return ((int) node >>> 16) + (int) ((value - (node >> 32)) >> 63);
  }

  @Override
  public void close() {}
}
