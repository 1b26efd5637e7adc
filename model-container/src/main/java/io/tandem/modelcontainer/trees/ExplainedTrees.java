package io.tandem.modelcontainer.trees;

/**
 * Some trees as {@link TreeExplainer} passes them, together: what they wait for is not the same.
 * Immutable.
 *
 * <p>Nodes are numbered, those of all trees level by level: first those that have a child which
 * splits, the upper ones, parents before children; then those of two leaves, the lower ones; then
 * the {@link Twigs}, which are neither; then the leaves that are children of upper ones. A tree of
 * one leaf has none of these. What belongs to a node lies side by side, as a row waits for memory
 * more than for sums.
 */
final class ExplainedTrees {
  /** Points that are passed at once: those that paths of up to six columns need. */
  static final int POINTS = 3;

  // The places of a node that splits.
  static final int STRIDE = 8;

  /** Of a row, as {@link PackedNode#write} writes it; or behind it, see {@link #intervals}. */
  static final int VALUE = 0;

  static final int CONDITION = 1;

  /** One more than the last node before it on its column; 0 for none. */
  static final int PREVIOUS = 2;

  /** The side of that one that leads here, 1 for the left one; 0 for none. */
  static final int PREVIOUS_SIDE = 3;

  /** Where its factors begin, in those of one pass. */
  static final int FACTORS = 4;

  /** Which number of a row it contributes to. */
  static final int TARGET = 5;

  /** Of an upper node: where what is kept of its right child begins; the left one's is next. */
  static final int RIGHT = 6;

  // The factors of a node: what the child gains that the row goes to, by point, and behind it the
  // weight of a contribution, by point.
  static final int PER_NODE = 2 * POINTS;

  /** Where those begin of a node whose column has failed before it; all 0. */
  static final int FAILED = 0;

  /** Where those begin of each node that is the first of its column. */
  static final int FIRST = PER_NODE;

  /** The side of a node whose column has failed before it: none that leads anywhere. */
  private static final int NO_SIDE = 2;

  private final int upper;
  private final int[] roots;
  private final int inner;
  private final int[] nodes;
  private final double[] shares;
  private final double[] leaves;
  private final Twigs twigs;
  private final double[] lone;
  private final int[][] intervals;
  private final double[] factors;
  private final double[] weights;

  /**
   * What trees are made of.
   *
   * @param upper how many nodes are upper ones
   * @param roots by tree that splits: where what is kept of its root begins
   * @param nodes in {@value #STRIDE} places each
   * @param shares by upper node: those of the right and of the left child in its cover
   * @param leaves by lower node: their mean, the right and the left one
   * @param twigs of upper nodes, or all there is
   * @param lone leaves of upper nodes
   * @param intervals of nodes that compare with several conditions: these, and first twice the
   *     column, and the side of a missing value; the sides that a row goes to are values behind it
   * @param factors by pass and node
   * @param weights of the points
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Parts(
      int upper,
      int[] roots,
      int[] nodes,
      double[] shares,
      double[] leaves,
      Twigs twigs,
      double[] lone,
      int[][] intervals,
      double[] factors,
      double[] weights) {}

  ExplainedTrees(Parts parts) {
    this.upper = parts.upper;
    this.roots = parts.roots;
    this.inner = parts.nodes.length / STRIDE;
    this.nodes = parts.nodes;
    this.shares = parts.shares;
    this.leaves = parts.leaves;
    this.twigs = parts.twigs;
    this.lone = parts.lone;
    this.intervals = parts.intervals;
    this.factors = parts.factors;
    this.weights = parts.weights;
  }

  /** What one thread needs to explain a row. */
  static final class Scratch {
    /** From place 1 on, by node: the side that the row goes to. */
    private final int[] sides;

    private final int[] hot;
    private final int[] factors;
    private final double[] reach;
    private final double[] sums;

    /**
     * @param slots the most of all trees
     */
    Scratch(int slots) {
      sides = new int[slots + 1];
      hot = new int[slots];
      factors = new int[slots];
      reach = new double[POINTS * slots];
      sums = new double[POINTS * slots];
    }

    /** What one of so many slots occupies, but for headers. */
    static long bytes(int slots) {
      return slots * (3L * Integer.BYTES + 2L * POINTS * Double.BYTES);
    }
  }

  /** Nodes that {@link Scratch} must have room for. */
  int slots() {
    return inner + twigs.count() + lone.length;
  }

  /** Values that a row must have room for behind it. */
  int extraValues() {
    return intervals.length;
  }

  /** Bytes of the heap that its arrays occupy, but for their headers. */
  long bytes() {
    long ints = nodes.length;
    for (int[] conditions : intervals) {
      ints += conditions.length;
    }
    long doubles =
        (long) shares.length + leaves.length + lone.length + factors.length + weights.length;
    return ints * Integer.BYTES + doubles * Double.BYTES + twigs.bytes();
  }

  /**
   * Adds what each column of a row contributes.
   *
   * @param row as {@link PackedNode#write} writes it, from {@code at} on
   * @param extra where in the row there is room for {@link #extraValues}
   * @param contributions by output and column, from {@code out} on
   */
  void explain(int[] row, int at, int extra, Scratch scratch, double[] contributions, int out) {
    for (int i = 0; i < intervals.length; i++) {
      row[at + extra + i] = -below(intervals[i], row, at);
    }
    int passes = weights.length / POINTS;
    int perPass = factors.length / passes;
    for (int pass = 0; pass < passes; pass++) {
      double[] reach = scratch.reach;
      for (int root : roots) {
        System.arraycopy(weights, pass * POINTS, reach, root, POINTS);
      }
      int first = pass * perPass + FIRST;
      down(row, at, pass * perPass, first, scratch);
      lower(row, at, pass * perPass, scratch, contributions, out);
      twigs.explain(row, at, scratch.reach, scratch.sums, POINTS * inner, contributions, out);
      up(first, scratch, contributions, out);
    }
  }

  /** 1 where the row goes left, else 0. */
  private static int below(int[] several, int[] row, int at) {
    int value = row[at + several[0]];
    if (value != row[at + several[0] + 1]) {
      return several[1];
    }
    int passed = 2;
    while (passed < several.length && value >= several[passed]) {
      passed++;
    }
    return (passed & 1) ^ 1;
  }

  /**
   * From the roots on: the product of weight and factors on the way to each node, by point.
   *
   * @param first where the factors begin of nodes that are the first of their column, which are
   *     most
   */
  private void down(int[] row, int at, int pass, int first, Scratch scratch) {
    int[] nodes = this.nodes;
    double[] shares = this.shares;
    double[] factors = this.factors;
    int[] sides = scratch.sides;
    double[] reach = scratch.reach;
    double first0 = factors[first];
    double first1 = factors[first + 1];
    double first2 = factors[first + 2];
    for (int i = 0; i < upper; i++) {
      int node = i * STRIDE;
      int left = (int) (((long) row[at + nodes[node + VALUE]] - nodes[node + CONDITION]) >>> 63);
      int side = left;
      int factor = first;
      double factor0 = first0;
      double factor1 = first1;
      double factor2 = first2;
      int previous = nodes[node + PREVIOUS];
      if (previous != 0) {
        boolean passed = sides[previous] == nodes[node + PREVIOUS_SIDE];
        side = passed ? left : NO_SIDE;
        factor = pass + (passed ? nodes[node + FACTORS] : FAILED);
        factor0 = factors[factor];
        factor1 = factors[factor + 1];
        factor2 = factors[factor + 2];
      }
      sides[i + 1] = side;
      scratch.factors[i] = factor;
      int hot = nodes[node + RIGHT + left];
      int cold = nodes[node + RIGHT + 1 - left];
      scratch.hot[i] = hot;
      double hotShare = shares[2 * i + left];
      double coldShare = shares[2 * i + 1 - left];
      int from = POINTS * i;
      double gain0 = reach[from] * factor0;
      double gain1 = reach[from + 1] * factor1;
      double gain2 = reach[from + 2] * factor2;
      double rest0 = reach[from] - gain0;
      double rest1 = reach[from + 1] - gain1;
      double rest2 = reach[from + 2] - gain2;
      reach[hot] = hotShare * rest0 + gain0;
      reach[hot + 1] = hotShare * rest1 + gain1;
      reach[hot + 2] = hotShare * rest2 + gain2;
      reach[cold] = coldShare * rest0;
      reach[cold + 1] = coldShare * rest1;
      reach[cold + 2] = coldShare * rest2;
    }
  }

  /** The lower nodes: their sums, and what their columns contribute. */
  private void lower(
      int[] row, int at, int pass, Scratch scratch, double[] contributions, int out) {
    int[] nodes = this.nodes;
    double[] leaves = this.leaves;
    double[] factors = this.factors;
    int[] sides = scratch.sides;
    double[] reach = scratch.reach;
    double[] sums = scratch.sums;
    for (int i = upper, leaf = 0; i < inner; i++, leaf += 3) {
      int node = i * STRIDE;
      int left = (int) (((long) row[at + nodes[node + VALUE]] - nodes[node + CONDITION]) >>> 63);
      boolean passed = sides[nodes[node + PREVIOUS]] == nodes[node + PREVIOUS_SIDE];
      int factor = pass + (passed ? nodes[node + FACTORS] : FAILED);
      double mean = leaves[leaf];
      double gain = leaves[leaf + 1 + left] - mean;
      int from = POINTS * i;
      sums[from] = mean + factors[factor] * gain;
      sums[from + 1] = mean + factors[factor + 1] * gain;
      sums[from + 2] = mean + factors[factor + 2] * gain;
      contributions[out + nodes[node + TARGET]] +=
          gain
              * (reach[from] * factors[factor + 3]
                  + reach[from + 1] * factors[factor + 4]
                  + reach[from + 2] * factors[factor + 5]);
    }
    for (int leaf = 0, from = POINTS * (inner + twigs.count());
        leaf < lone.length;
        leaf++, from += POINTS) {
      sums[from] = lone[leaf];
      sums[from + 1] = lone[leaf];
      sums[from + 2] = lone[leaf];
    }
  }

  /**
   * From the last upper node to the roots: the sums, and what their columns contribute.
   *
   * @param first as of {@link #down}; the weights of such nodes are 1
   */
  private void up(int first, Scratch scratch, double[] contributions, int out) {
    int[] nodes = this.nodes;
    double[] shares = this.shares;
    double[] factors = this.factors;
    double[] reach = scratch.reach;
    double[] sums = scratch.sums;
    double first0 = factors[first];
    double first1 = factors[first + 1];
    double first2 = factors[first + 2];
    for (int i = upper - 1; i >= 0; i--) {
      int node = i * STRIDE;
      int factor = scratch.factors[i];
      int hot = scratch.hot[i];
      int right = nodes[node + RIGHT];
      int left = nodes[node + RIGHT + 1];
      double rightShare = shares[2 * i];
      double leftShare = shares[2 * i + 1];
      double mean0 = leftShare * sums[left] + rightShare * sums[right];
      double mean1 = leftShare * sums[left + 1] + rightShare * sums[right + 1];
      double mean2 = leftShare * sums[left + 2] + rightShare * sums[right + 2];
      double gain0 = sums[hot] - mean0;
      double gain1 = sums[hot + 1] - mean1;
      double gain2 = sums[hot + 2] - mean2;
      int from = POINTS * i;
      double contribution;
      if (factor == first) {
        sums[from] = mean0 + first0 * gain0;
        sums[from + 1] = mean1 + first1 * gain1;
        sums[from + 2] = mean2 + first2 * gain2;
        contribution = gain0 * reach[from] + gain1 * reach[from + 1] + gain2 * reach[from + 2];
      } else {
        sums[from] = mean0 + factors[factor] * gain0;
        sums[from + 1] = mean1 + factors[factor + 1] * gain1;
        sums[from + 2] = mean2 + factors[factor + 2] * gain2;
        contribution =
            gain0 * reach[from] * factors[factor + 3]
                + gain1 * reach[from + 1] * factors[factor + 4]
                + gain2 * reach[from + 2] * factors[factor + 5];
      }
      contributions[out + nodes[node + TARGET]] += contribution;
    }
  }
}
