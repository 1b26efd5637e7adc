package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.Arrays;

/** A forest that adds up in single precision. Immutable. */
public final class FloatForest {
  private final Forest forest;
  private final float[] base;

  /**
   * @param forest each leaf of which is the bits of the float that it adds
   * @param base by output: the sum before any tree; copied
   */
  public FloatForest(Forest forest, float[] base) {
    if (base.length != forest.outputs()) {
      throw new IllegalArgumentException(base.length + " sums to begin with");
    }
    this.forest = forest;
    this.base = base.clone();
  }

  /** Sums per row. */
  public int outputs() {
    return base.length;
  }

  /** The leaves of all trees added up in their order: {@link #outputs} numbers for each row. */
  public float[] sums(RowMatrix rows) {
    float[] sums = new float[rows.count() * base.length];
    if (base.length == 1) {
      Arrays.fill(sums, base[0]);
    } else {
      for (int row = 0; row < rows.count(); row++) {
        System.arraycopy(base, 0, sums, row * base.length, base.length);
      }
    }
    forest.walk(rows, (sum, leaf) -> sums[sum] += Float.intBitsToFloat(leaf));
    return sums;
  }

  /** Rows that tell two readings of the trees apart. */
  public RowMatrix probeRows() {
    return ProbeRows.of(forest);
  }

  /** Bytes of the heap that its arrays occupy, but for their headers. */
  public long bytes() {
    return forest.bytes() + (long) base.length * Float.BYTES;
  }
}
