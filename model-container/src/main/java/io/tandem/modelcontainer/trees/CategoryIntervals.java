package io.tandem.modelcontainer.trees;

import java.util.Arrays;
import java.util.BitSet;

/** Splits by category as splits by number: a category c is the numbers from c up to c + 1. */
public final class CategoryIntervals {
  /** From here on not every whole number is a float. */
  public static final int MAX_CATEGORIES = 1 << 24;

  private CategoryIntervals() {}

  /**
   * The conditions of a split whose categories go right, for {@link ForestBuilder.Tree#intervals}.
   *
   * @param right below {@link #MAX_CATEGORIES}; may be empty
   * @param first where category 0 begins: 0, or lower where its framework rounds towards 0
   */
  public static float[] of(BitSet right, float first) {
    if (right.isEmpty()) {
      return new float[] {first, first};
    }
    int count = 0;
    float[] conditions = new float[2 * right.cardinality()];
    for (int begin = right.nextSetBit(0); begin >= 0; ) {
      int end = right.nextClearBit(begin);
      conditions[count++] = begin == 0 ? first : begin;
      conditions[count++] = end;
      begin = right.nextSetBit(end);
    }
    return Arrays.copyOf(conditions, count);
  }
}
