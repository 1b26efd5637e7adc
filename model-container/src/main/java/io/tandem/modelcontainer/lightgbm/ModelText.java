package io.tandem.modelcontainer.lightgbm;

import java.util.ArrayList;
import java.util.List;

/**
 * What LightGBM's {@code save_model} writes: the text form v3 (LightGBM 3) and v4 (LightGBM 4).
 *
 * @param names of the columns
 * @param outputs raw scores per row: that many trees make an iteration
 * @param average whether the sums are divided by the number of iterations, as {@code rf} does
 * @param objective as the file states it, or {@code custom}
 */
record ModelText(
    List<String> names, int outputs, boolean average, String objective, List<TreeText> trees) {
  private static final String FIRST_LINE = "tree";
  private static final int MAX_TREES = 1 << 20;

  ModelText {
    names = List.copyOf(names);
    trees = List.copyOf(trees);
  }

  /** Columns of a row. */
  int width() {
    return names.size();
  }

  int iterations() {
    return trees.size() / outputs;
  }

  /** Whether a file begins as such a text does. */
  static boolean recognizes(byte[] head) {
    TextLines lines = new TextLines(head);
    return lines.next() && lines.is(FIRST_LINE) && lines.next() && lines.isKey("version");
  }

  /**
   * Reads and checks a file.
   *
   * @throws ModelException naming the place and what is wrong with it
   */
  static ModelText read(byte[] file) {
    return new Reader(new TextLines(file), false).read();
  }

  /**
   * As {@link #read}, with the counts of training rows.
   *
   * @throws ModelException also when it has none
   */
  static ModelText readCounted(byte[] file) {
    return new Reader(new TextLines(file), true).read();
  }

  private static final class Reader {
    private final TextLines lines;
    private final boolean counted;
    private final List<TreeText> trees = new ArrayList<>();

    private String version = "";
    private int outputs = 1;
    private int width;
    private int stated = -1;
    private boolean average;
    private String objective = "custom";
    private List<String> names = List.of();

    Reader(TextLines lines, boolean counted) {
      this.lines = lines;
      this.counted = counted;
    }

    ModelText read() {
      if (!lines.next() || !lines.is(FIRST_LINE)) {
        throw new ModelException("it does not begin with the line " + FIRST_LINE);
      }
      boolean atTree = false;
      while (!atTree) {
        if (!lines.next()) {
          throw new ModelException("it is cut off: its trees are missing");
        }
        atTree = lines.isKey("Tree");
        if (lines.is("end of trees")) {
          throw new ModelException("it has no trees: the model was never trained");
        }
        header();
      }
      checkHeader();
      trees();
      rest();
      if (trees.size() != stated || trees.size() % outputs != 0) {
        throw new ModelException(
            "it has %d trees, where tree_sizes states %d and an iteration has %d"
                .formatted(trees.size(), stated, outputs));
      }
      return new ModelText(names, outputs, average, objective, trees);
    }

    private void header() {
      if (lines.isKey("version")) {
        version = lines.text();
      } else if (lines.isKey("num_tree_per_iteration")) {
        outputs = lines.whole();
      } else if (lines.isKey("max_feature_idx")) {
        width = lines.whole() + 1;
      } else if (lines.isKey("objective")) {
        objective = lines.text();
      } else if (lines.isKey("feature_names")) {
        names = List.of(lines.text().split(" ", -1));
      } else if (lines.isKey("tree_sizes")) {
        stated = lines.text().split(" ", -1).length;
      } else if (lines.is("average_output")) {
        average = true;
      } else if (lines.isKey("linear_tree") && !lines.text().equals("0")) {
        throw new ModelException("its leaves are linear (linear_tree), which are not served");
      }
    }

    private void checkHeader() {
      if (!version.equals("v3") && !version.equals("v4")) {
        throw new ModelException(
            "its form is %s, where v3 and v4 are read: load it with LightGBM 4 and save it again"
                .formatted(version.matches("v\\d{1,4}") ? version : "not stated"));
      }
      if (names.size() != width) {
        throw new ModelException(
            "it has %d feature_names, where max_feature_idx states %d columns"
                .formatted(names.size(), width));
      }
      if (stated < 1 || stated > MAX_TREES || outputs < 1 || outputs > stated) {
        throw new ModelException(
            "tree_sizes states %d trees, num_tree_per_iteration %d: expected 1 to %d"
                .formatted(stated, outputs, MAX_TREES));
      }
    }

    /** From the first line of a tree on, up to the mark behind the last one. */
    private void trees() {
      while (true) {
        if (lines.isKey("Tree")) {
          if (lines.whole() != trees.size() || trees.size() == stated) {
            throw lines.fault("expected tree " + trees.size() + " of " + stated);
          }
          trees.add(TreeText.read(lines, trees.size(), width, counted));
        } else if (lines.is("end of trees")) {
          return;
        } else if (!lines.isBlank()) {
          throw lines.fault("expected a tree, or the end of trees");
        }
        if (!lines.next()) {
          throw new ModelException("it is cut off after " + trees.size() + " trees");
        }
      }
    }

    /** Of what follows the trees only the categories matter: their codes are not in a vector. */
    private void rest() {
      while (lines.next()) {
        String line = lines.key();
        if (line.startsWith("pandas_categorical:") && !line.matches("[^:]+:(null|\\[\\])")) {
          throw new ModelException(
              "it was trained on categories of pandas, whose codes only Python knows: train it on"
                  + " the numbers of the vectors, with categorical_feature naming the columns");
        }
      }
    }
  }
}
