package io.tandem.modelcontainer.lightgbm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One tree of a model file, whose children were found to form a tree.
 *
 * @param splits columns, conditions and children by node
 * @param leaves what each leaf adds
 * @param counts training rows by split and then by leaf; empty unless asked for
 * @param gains what each split gained in training; empty unless counts are asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record TreeText(Splits splits, double[] leaves, int[] counts, double[] gains) {
  private static final int MAX_LEAVES = 1 << 16;

  /**
   * The inner nodes, the root first; none in a tree of one leaf.
   *
   * @param columns from 0
   * @param thresholds of a split by category: the index of its set
   * @param rules bits: {@link #CATEGORICAL}, {@link #DEFAULT_LEFT}, and the missing type
   * @param left a node; or the complement of a leaf's index, which is negative
   * @param right as {@code left}
   * @param setBounds where the bits of each set of categories begin and, last, where they end
   * @param setBits of all sets, a word for 32 categories
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Splits(
      int[] columns,
      double[] thresholds,
      int[] rules,
      int[] left,
      int[] right,
      int[] setBounds,
      int[] setBits) {
    static final int CATEGORICAL = 1;
    static final int DEFAULT_LEFT = 2;
    private static final int MISSING_SHIFT = 2;
    private static final int MAX_RULE = 15;

    /** What a missing value is taken for. */
    enum Missing {
      ZERO,
      /** It goes the default way, and so does 0. */
      DEFAULT_LIKE_ZERO,
      DEFAULT
    }

    int count() {
      return columns.length;
    }

    boolean isCategorical(int node) {
      return (rules[node] & CATEGORICAL) != 0;
    }

    boolean isDefaultLeft(int node) {
      return (rules[node] & DEFAULT_LEFT) != 0;
    }

    Missing missing(int node) {
      return Missing.values()[rules[node] >> MISSING_SHIFT];
    }
  }

  /**
   * Reads the lines up to the blank one behind the tree.
   *
   * @param tree its number, for messages
   * @param width columns of a row
   * @param counted whether counts are asked for
   */
  static TreeText read(TextLines lines, int tree, int width, boolean counted) {
    return new Reader(lines, tree, width, counted).read();
  }

  private static final class Reader {
    private final TextLines lines;
    private final int tree;
    private final int width;
    private final boolean counted;

    private int leaves;
    private int sets;
    private int @Nullable [] columns;
    private double @Nullable [] thresholds;
    private int @Nullable [] rules;
    private int @Nullable [] left;
    private int @Nullable [] right;
    private int @Nullable [] setBounds;
    private int @Nullable [] setBits;
    private double @Nullable [] values;
    private int @Nullable [] splitCounts;
    private int @Nullable [] leafCounts;
    private double @Nullable [] gains;

    Reader(TextLines lines, int tree, int width, boolean counted) {
      this.lines = lines;
      this.tree = tree;
      this.width = width;
      this.counted = counted;
    }

    TreeText read() {
      while (lines.next() && !lines.isBlank()) {
        line();
      }
      if (leaves == 0) {
        throw fault("it has no lines");
      }
      Splits splits =
          leaves == 1
              ? new Splits(
                  new int[0],
                  new double[0],
                  new int[0],
                  new int[0],
                  new int[0],
                  new int[1],
                  new int[0])
              : new Splits(
                  present(columns, "split_feature"),
                  present(thresholds, "threshold"),
                  present(rules, "decision_type"),
                  present(left, "left_child"),
                  present(right, "right_child"),
                  sets == 0 ? new int[1] : present(setBounds, "cat_boundaries"),
                  sets == 0 ? new int[0] : present(setBits, "cat_threshold"));
      double[] leafValues = present(values, "leaf_value");
      check(splits);
      return new TreeText(splits, leafValues, counts(), gains());
    }

    /** Those of a tree of one leaf are not written. */
    private int[] counts() {
      if (!counted || leaves == 1) {
        return new int[counted ? 1 : 0];
      }
      int[] inner = present(splitCounts, "internal_count");
      int[] counts = Arrays.copyOf(inner, inner.length + leaves);
      System.arraycopy(present(leafCounts, "leaf_count"), 0, counts, inner.length, leaves);
      return counts;
    }

    private double[] gains() {
      return counted && leaves > 1 ? present(gains, "split_gain") : new double[0];
    }

    private void line() {
      int inner = leaves - 1;
      if (lines.isKey("num_leaves")) {
        if (leaves != 0) {
          throw fault("num_leaves is there twice");
        }
        leaves = leaves();
      } else if (leaves == 0) {
        throw fault("it does not begin with num_leaves");
      } else if (lines.isKey("num_cat")) {
        if (setBounds != null) {
          throw fault("num_cat is behind cat_boundaries");
        }
        sets = lines.whole();
      } else if (lines.isKey("is_linear") && lines.whole() != 0) {
        throw fault(
            "its leaves are linear (linear_tree), which are not served: train without linear_tree");
      } else if (lines.isKey("leaf_value")) {
        values = lines.numbers(leaves);
      } else if (counted && lines.isKey("leaf_count")) {
        leafCounts = lines.wholes(leaves);
      } else if (counted && lines.isKey("internal_count")) {
        splitCounts = lines.wholes(inner);
      } else if (counted && lines.isKey("split_gain")) {
        gains = lines.numbers(inner);
      } else if (inner > 0) {
        split(inner);
      }
    }

    private void split(int inner) {
      if (lines.isKey("split_feature")) {
        columns = lines.wholes(inner);
      } else if (lines.isKey("threshold")) {
        thresholds = lines.numbers(inner);
      } else if (lines.isKey("decision_type")) {
        rules = lines.wholes(inner);
      } else if (lines.isKey("left_child")) {
        left = lines.wholes(inner);
      } else if (lines.isKey("right_child")) {
        right = lines.wholes(inner);
      } else if (lines.isKey("cat_boundaries")) {
        if (sets >= leaves) {
          throw fault("num_cat is " + sets + ", more than it has splits");
        }
        setBounds = lines.wholes(sets + 1);
      } else if (lines.isKey("cat_threshold")) {
        int[] bounds = present(setBounds, "cat_boundaries");
        setBits = lines.words(bounds[sets]);
      }
    }

    private int leaves() {
      int count = lines.whole();
      if (count < 1 || count > MAX_LEAVES) {
        throw fault("it has " + count + " leaves; expected 1 to " + MAX_LEAVES);
      }
      return count;
    }

    private void check(Splits splits) {
      boolean[] isChild = new boolean[splits.count() + leaves];
      int categorical = 0;
      for (int node = 0; node < splits.count(); node++) {
        if (!claim(isChild, splits.left[node], splits.count())
            || !claim(isChild, splits.right[node], splits.count())) {
          throw fault("node " + node + ": the children form no tree");
        }
        if (splits.columns[node] < 0 || splits.columns[node] >= width) {
          throw fault("node " + node + " splits on a column that is not there");
        }
        int rule = splits.rules[node];
        if (rule < 0 || rule > Splits.MAX_RULE || rule >> Splits.MISSING_SHIFT > 2) {
          throw fault("node " + node + " has the unknown decision_type " + rule);
        }
        if (splits.isCategorical(node)) {
          categorical++;
          checkSet(splits, node);
        }
      }
      if (categorical != sets) {
        throw fault("num_cat is " + sets + ", but " + categorical + " splits are by category");
      }
    }

    /** The root is nobody's child, and none is a child twice: then no walk goes in circles. */
    private boolean claim(boolean[] isChild, int child, int inner) {
      int at = child >= 0 ? child : inner + ~child;
      boolean sound = child != 0 && (child < 0 ? ~child < leaves : child < inner) && !isChild[at];
      if (sound) {
        isChild[at] = true;
      }
      return sound;
    }

    private void checkSet(Splits splits, int node) {
      double set = splits.thresholds[node];
      boolean sound = set >= 0 && set < sets && set == Math.rint(set);
      if (sound) {
        int begin = splits.setBounds[(int) set];
        int end = splits.setBounds[(int) set + 1];
        sound = begin >= 0 && begin < end && end <= splits.setBits.length;
      }
      if (!sound) {
        throw fault("node " + node + " has no categories");
      }
    }

    private ModelException fault(String what) {
      return new ModelException("tree " + tree + ": " + what);
    }

    private <T> T present(@Nullable T array, String key) {
      if (array == null) {
        throw fault(key + " is missing");
      }
      return array;
    }
  }
}
