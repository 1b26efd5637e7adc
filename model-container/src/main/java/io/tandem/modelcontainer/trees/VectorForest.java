package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;

/** A forest each leaf of which adds to all sums, in single precision. Immutable. */
public final class VectorForest {
  /** Of outputs to those that a leaf has a number for: beyond it, memory would be wasted. */
  private static final int SPARSE = 8;

  /** Numbers that are few in any case. */
  private static final int MIN_BOUND = 1 << 20;

  private final Forest forest;
  private final float[] leaves;
  private final int outputs;

  /**
   * @param forest of one output, each leaf of which is the index of its first number
   * @param leaves the numbers of a leaf side by side; not copied
   * @param outputs numbers of a leaf, and sums per row
   */
  public VectorForest(Forest forest, float[] leaves, int outputs) {
    this.forest = forest;
    this.leaves = leaves;
    this.outputs = outputs;
  }

  /**
   * Room for the numbers of leaves, all 0.
   *
   * @param count leaves
   * @param outputs numbers of a leaf
   * @param stated how many of all numbers a model states
   * @throws UnfitForestException when that are few of many
   */
  public static float[] leaves(int count, int outputs, int stated) throws UnfitForestException {
    long size = (long) count * outputs;
    if (size > Math.max(MIN_BOUND, SPARSE * (long) stated)) {
      throw new UnfitForestException("its leaves have numbers for few of many outputs");
    }
    return new float[(int) size];
  }

  /**
   * The leaves of all trees added up in their order, from 0 on: as many numbers for each row as a
   * leaf has.
   */
  public float[] sums(RowMatrix rows) {
    float[] sums = new float[rows.count() * outputs];
    if (outputs == 1) {
      forest.walk(rows, (row, leaf) -> sums[row] += leaves[leaf]);
      return sums;
    }
    forest.walk(
        rows,
        (row, leaf) -> {
          int at = row * outputs;
          for (int i = 0; i < outputs; i++) {
            sums[at + i] += leaves[leaf + i];
          }
        });
    return sums;
  }

  /** Rows that tell two readings of the trees apart. */
  public RowMatrix probeRows() {
    return ProbeRows.of(forest);
  }

  /** Bytes of the heap that its arrays occupy, but for their headers. */
  public long bytes() {
    return forest.bytes() + (long) leaves.length * Float.BYTES;
  }
}
