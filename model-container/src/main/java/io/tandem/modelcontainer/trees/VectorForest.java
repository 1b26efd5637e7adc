package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;

/** A forest each leaf of which adds to all sums, in single precision. Immutable. */
public final class VectorForest {
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
