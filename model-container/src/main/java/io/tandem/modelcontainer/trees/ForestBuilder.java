package io.tandem.modelcontainer.trees;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Collects the trees of a {@link Forest}, one after the other. Not thread-safe. */
public final class ForestBuilder {
  /** A node of a search, which is not one of the tree's. */
  private static final int PLACED = -1;

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
   * @param conditions what a split compares with; anything for a leaf
   * @param missingLeft by node: not 0 where a missing value goes left
   * @param intervals by node that compares with one or several conditions instead, which ascend: a
   *     value below the first goes left, from there to the second right, and so on by turns
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Tree(
      int[] left,
      int[] right,
      int[] columns,
      float[] conditions,
      int[] missingLeft,
      Map<Integer, float[]> intervals) {

    /** A tree whose splits have one condition each. */
    public Tree(int[] left, int[] right, int[] columns, float[] conditions, int[] missingLeft) {
      this(left, right, columns, conditions, missingLeft, Map.of());
    }

    /** Those that it is walked by: a split of k conditions takes 2k more. */
    private long nodes() {
      return left.length
          + intervals.values().stream().mapToLong(bounds -> 2L * bounds.length).sum();
    }
  }

  /**
   * Adds a tree. Its children were found to form a tree.
   *
   * @param output the sum that the tree adds to
   * @param leaves by node that is a leaf: what visitors are given for it
   * @throws UnfitForestException when the tree is too large, or splits at NaN
   */
  public void add(Tree tree, int output, IntUnaryOperator leaves) throws UnfitForestException {
    long more = tree.nodes();
    if (more > PackedNode.MAX_NODES) {
      throw new UnfitForestException("a tree has more than " + PackedNode.MAX_NODES + " nodes");
    }
    growNodes((int) more);
    growTrees();
    roots[trees] = size;
    outputOf[trees] = output;
    depths[trees] = place(tree, leaves, (int) more);
    trees++;
  }

  /** Level by level, so siblings lie side by side. Returns the depth. */
  private int place(Tree tree, IntUnaryOperator leaves, int count) throws UnfitForestException {
    int root = size;
    int[] order = new int[count];
    int placed = 1;
    for (int place = 0; place < placed; place++) {
      int node = order[place];
      if (node == PLACED) {
        continue;
      }
      if (tree.left[node] == -1) {
        nodes[root + place] = PackedNode.leaf(leaves.applyAsInt(node), place, width);
        continue;
      }
      boolean missingLeft = tree.missingLeft[node] != 0;
      float[] several = tree.intervals.get(node);
      if (several == null) {
        checkCondition(tree.conditions[node]);
        nodes[root + place] =
            PackedNode.split(tree.conditions[node], placed + 1, tree.columns[node], !missingLeft);
      } else {
        for (float condition : several) {
          checkCondition(condition);
        }
        int search = placed;
        placed += 2 * several.length;
        Arrays.fill(order, search, placed, PLACED);
        new Search(several, tree.columns[node], missingLeft, root, placed, search).place(place);
      }
      order[placed++] = tree.left[node];
      order[placed++] = tree.right[node];
    }
    size = root + placed;
    return depth(root, placed);
  }

  private static void checkCondition(float condition) throws UnfitForestException {
    if (Float.isNaN(condition)) {
      throw new UnfitForestException("it splits at NaN");
    }
  }

  /** Steps to the deepest leaf. Children and jumps lie behind the nodes that lead there. */
  private int depth(int root, int count) {
    int[] below = new int[count];
    for (int place = count - 1; place >= 0; place--) {
      long node = nodes[root + place];
      int right = PackedNode.right(node);
      if (PackedNode.isSplit(node, width)) {
        below[place] = 1 + Math.max(below[right - 1], below[right]);
      } else if (right != place) {
        below[place] = 1 + below[right];
      }
    }
    return below[0];
  }

  /**
   * The nodes of one split of several conditions: a binary search among them, and at its end jumps
   * to the two children.
   */
  private final class Search {
    private final float[] conditions;
    private final int column;

    /** How many conditions a missing value is taken not to be below. */
    private final int missing;

    private final int root;
    private final int left;
    private int next;

    /**
     * @param root of the tree
     * @param left the left child, from the root on; the right one is behind it
     * @param next the first of the places that it may take, from the root on
     */
    Search(float[] conditions, int column, boolean missingLeft, int root, int left, int next) {
      this.conditions = conditions;
      this.column = column;
      this.missing = missingLeft ? 0 : 1;
      this.root = root;
      this.left = left;
      this.next = next;
    }

    /** Places its first node here. */
    void place(int first) {
      place(first, 0, conditions.length);
    }

    private void place(int at, int from, int to) {
      if (from == to) {
        nodes[root + at] = PackedNode.jump(left + from % 2, width);
        return;
      }
      int middle = (from + to) >>> 1;
      int children = next;
      next += 2;
      nodes[root + at] =
          PackedNode.split(conditions[middle], children + 1, column, missing > middle);
      place(children, from, middle);
      place(children + 1, middle + 1, to);
    }
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

  /** The forest of all trees so far. */
  public Forest build() {
    return new Forest(
        width,
        outputs,
        new Forest.Trees(
            Arrays.copyOf(nodes, size),
            Arrays.copyOf(roots, trees),
            Arrays.copyOf(depths, trees),
            Arrays.copyOf(outputOf, trees)));
  }
}
