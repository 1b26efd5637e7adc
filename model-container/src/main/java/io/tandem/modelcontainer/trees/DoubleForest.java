package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;

/** A forest that adds up in double precision. Immutable. */
public final class DoubleForest {
  private final Forest forest;
  private final double[] leaves;

  /**
   * @param forest each leaf of which is an index of {@code leaves}
   * @param leaves what they add; not copied
   */
  public DoubleForest(Forest forest, double[] leaves) {
    this.forest = forest;
    this.leaves = leaves;
  }

  /** Sums per row. */
  public int outputs() {
    return forest.outputs();
  }

  /**
   * The leaves of all trees added up in their order, from 0 on: {@link #outputs} numbers for each
   * row.
   */
  public double[] sums(RowMatrix rows) {
    double[] sums = new double[rows.count() * forest.outputs()];
    forest.walk(rows, (sum, leaf) -> sums[sum] += leaves[leaf]);
    return sums;
  }

  /** Bytes of the heap that its arrays occupy, but for their headers. */
  public long bytes() {
    return forest.bytes() + (long) leaves.length * Double.BYTES;
  }
}
