package io.tandem.modelcontainer.trees;

/**
 * A node of a tree in one {@code long}, and the rule of its split: a value below the condition goes
 * left, any other right; a missing value goes the way that the node says.
 *
 * <p>Conditions and values are compared as whole numbers in the order of the floats. Each column
 * stands twice in a row's values: a missing value is below all conditions in the first place, and
 * above all in the second. Behind the columns stands one more value, above all conditions.
 *
 * <pre>
 * 32 bits  the condition; of a leaf what the builder was given for it
 * 16 bits  the right child, counted from the root; the left one is the node before it.
 *          A leaf has itself, a jump where it leads to
 * 16 bits  the value to compare: twice the column, and 1 where missing goes right.
 *          A leaf and a jump have the one behind the columns, and so go right whatever the row
 * </pre>
 */
final class PackedNode {
  /** Of a tree: 16 bits name a node. */
  static final int MAX_NODES = (1 << 16) - 1;

  /** Each column stands twice, and one more value behind them: 16 bits too. */
  static final int MAX_COLUMNS = (1 << 15) - 1;

  private PackedNode() {}

  /**
   * @param right the right child, from the root on
   */
  static long split(float condition, int right, int column, boolean missingGoesRight) {
    return packed(ordered(condition), right, 2 * column + (missingGoesRight ? 1 : 0));
  }

  /**
   * @param leaf what {@link #leaf} gives back
   * @param place of the leaf itself, from the root on
   * @param width columns of a row
   */
  static long leaf(int leaf, int place, int width) {
    return packed(leaf, place, 2 * width);
  }

  /**
   * A node of one child.
   *
   * @param to the child, from the root on
   * @param width columns of a row
   */
  static long jump(int to, int width) {
    return packed(0, to, 2 * width);
  }

  private static long packed(int condition, int right, int value) {
    return ((long) condition << 32) | ((long) right << 16) | value;
  }

  /** What the builder was given for a leaf. */
  static int leaf(long leaf) {
    return (int) (leaf >> 32);
  }

  /** Whether it compares; a leaf and a jump do not. */
  static boolean isSplit(long node, int width) {
    return ((int) node & 0xffff) != 2 * width;
  }

  /** The right child, counted from the root; the only one of a jump. */
  static int right(long node) {
    return (int) node >>> 16;
  }

  /** What a split compares with. */
  static float condition(long node) {
    int ordered = (int) (node >> 32);
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  /** What a split compares. */
  static int column(long node) {
    return ((int) node & 0xffff) >> 1;
  }

  /** A float as a whole number of the same order; both zeros are the same. */
  static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** Values of a row: how many {@link #write} writes. */
  static int values(int width) {
    return 2 * width + 1;
  }

  /**
   * Writes the values of a row as {@link #next} compares them.
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
    values[at + 2 * width] = Integer.MAX_VALUE;
  }

  /** The child that a row goes to, counted from the root; a leaf stays where it is. */
  static int next(long node, int[] values, int at) {
    int value = values[at + ((int) node & 0xffff)];
    return ((int) node >>> 16) + (int) ((value - (node >> 32)) >> 63);
  }
}
