package io.tandem.modelcontainer.trees;

/**
 * The ends of a tree: subtrees of up to three splits, each the first one of its column from the
 * root on. Of such a twig all that a row needs is a number of up to three bits, the sides that it
 * goes to: what {@link ExplainedTrees} would compute of its nodes is looked up by that number. Of
 * trees that are passed once. Immutable.
 */
final class Twigs {
  /** The most in a twig. Each one more would double its table. */
  static final int SPLITS = 3;

  // The places of a twig.
  static final int STRIDE = 10;

  /** By split: the value and the condition that it compares, as a node of a tree does. */
  static final int VALUES = 0;

  /** By split: which number of a row it contributes to. */
  static final int TARGETS = 2 * SPLITS;

  /** Where its table begins. */
  static final int TABLE = 3 * SPLITS;

  // By pattern: the sum, by point, and by split the weights of what its column gains, by point.
  static final int PER_PATTERN = (1 + SPLITS) * ExplainedTrees.POINTS;

  private final int[] places;
  private final double[] tables;

  /**
   * @param places of each twig {@value #STRIDE}; a twig of fewer splits compares values that are
   *     not below their conditions, and gives their columns no weight
   * @param tables by twig and pattern
   */
  Twigs(int[] places, double[] tables) {
    this.places = places;
    this.tables = tables;
  }

  int count() {
    return places.length / STRIDE;
  }

  long bytes() {
    return (long) places.length * Integer.BYTES + (long) tables.length * Double.BYTES;
  }

  /**
   * Adds what their columns contribute, and finds their sums.
   *
   * @param row as of {@link ExplainedTrees#explain}
   * @param reach by twig and point, from {@code from} on: as of the root of the twig
   * @param sums by twig and point, from {@code from} on
   */
  void explain(
      int[] row, int at, double[] reach, double[] sums, int from, double[] contributions, int out) {
    int[] places = this.places;
    double[] tables = this.tables;
    for (int twig = 0; twig < places.length; twig += STRIDE) {
      int pattern =
          below(row[at + places[twig]], places[twig + 1])
              | below(row[at + places[twig + 2]], places[twig + 3]) << 1
              | below(row[at + places[twig + 4]], places[twig + 5]) << 2;
      int cell = places[twig + TABLE] + PER_PATTERN * pattern;
      sums[from] = tables[cell];
      sums[from + 1] = tables[cell + 1];
      sums[from + 2] = tables[cell + 2];
      double reach0 = reach[from];
      double reach1 = reach[from + 1];
      double reach2 = reach[from + 2];
      contributions[out + places[twig + TARGETS]] +=
          reach0 * tables[cell + 3] + reach1 * tables[cell + 4] + reach2 * tables[cell + 5];
      contributions[out + places[twig + TARGETS + 1]] +=
          reach0 * tables[cell + 6] + reach1 * tables[cell + 7] + reach2 * tables[cell + 8];
      contributions[out + places[twig + TARGETS + 2]] +=
          reach0 * tables[cell + 9] + reach1 * tables[cell + 10] + reach2 * tables[cell + 11];
      from += ExplainedTrees.POINTS;
    }
  }

  /** 1 or 0. */
  private static int below(int value, int condition) {
    return (int) (((long) value - condition) >>> 63);
  }
}
