package io.tandem.modelcontainer.trees;

/**
 * A node of a tree in one {@code long}, and the rule of its split: a value below the condition goes
 * left, any other right; a missing value goes the way that the node says.
 *
 * <p>Conditions and values are compared as whole numbers in the order of the floats. Each column
 * stands twice in a row's values: a missing value is below all conditions in the first place, and
 * above all in the second.
 *
 * <pre>
 * 32 bits  the condition; of a leaf above all values
 * 16 bits  the right child, counted from the root; the left one is the node before it.
 *          A leaf has the node after itself, and so itself as the left child
 * 16 bits  the value to compare: twice the column, and 1 where missing goes right
 * </pre>
 */
final class PackedNode {
  /** Of a tree: 16 bits name the node after the last. */
  static final int MAX_NODES = (1 << 16) - 1;

  /** Each column stands twice: 16 bits too. */
  static final int MAX_COLUMNS = 1 << 15;

  private PackedNode() {}

  /**
   * @param right the right child, from the root on
   */
  static long split(float condition, int right, int column, boolean missingGoesRight) {
    return packed(ordered(condition), right, 2 * column + (missingGoesRight ? 1 : 0));
  }

  /**
   * @param place of the leaf itself, from the root on
   */
  static long leaf(int place) {
    return packed(Integer.MAX_VALUE, place + 1, 0);
  }

  private static long packed(int condition, int right, int value) {
    return ((long) condition << 32) | ((long) right << 16) | value;
  }

  /** What a split compares with; not a number of a leaf. */
  static float condition(long node) {
    int ordered = (int) (node >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  static int column(long node) {
    return ((int) node & 0xffff) >> 1;
  }

  /** A float as a whole number of the same order; both zeros are the same. */
  private static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /**
   * Writes the values of a row as {@link #next} compares them: two for each column.
   *
   * @param row where the row begins in {@code rows}
   * @param at where to begin in {@code values}
   */
  static void write(float[] rows, int row, int width, int[] values, int at) {
    for (int column = 0; column < width; column++) {
      float value = rows[row + column];
      int ordered = ordered(value);
      boolean missing = Float.isNaN(value);
      values[at + 2 * column] = missing ? Integer.MIN_VALUE : ordered;
      values[at + 2 * column + 1] = missing ? Integer.MAX_VALUE : ordered;
    }
  }

  /** The child that a row goes to, counted from the root; a leaf stays where it is. */
  static int next(long node, int[] values, int at) {
    int value = values[at + ((int) node & 0xffff)];
    return ((int) node >>> 16) + (int) ((value - (node >> 32)) >> 63);
  }
}
