package io.tandem.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * How many of the positive rows are among those with the highest probabilities. Where rows with
 * equal probabilities lie on both sides of a border, each side gets its share of their positives.
 */
public final class Gains {
  /**
   * A tenth of all rows.
   *
   * @param positiveShare of its own rows
   * @param captured the share of all positive rows that lie in it and in those of higher
   *     probability
   * @param rows the share of all rows that lie in it and in those of higher probability
   */
  public record Tenth(double positiveShare, double captured, double rows) {
    /** How many times as many positive rows as chance would have captured. */
    public double lift() {
      return captured / rows;
    }
  }

  private Gains() {}

  /** From the tenth with the highest probabilities down. */
  public static List<Tenth> of(LabelledPredictions rows) {
    int[] positives = rows.positivesByLevel();
    int[] negatives = rows.negativesByLevel();
    double all = rows.positives();
    List<Tenth> tenths = new ArrayList<>();
    int level = positives.length;
    double seen = 0;
    double found = 0;
    double before = 0;
    for (int tenth = 1; tenth <= 10; tenth++) {
      double border = rows.rows() * (tenth / 10.0);
      while (level > 0 && seen + positives[level - 1] + negatives[level - 1] <= border) {
        level--;
        seen += positives[level] + negatives[level];
        found += positives[level];
      }
      double here = found;
      if (level > 0) {
        here +=
            (border - seen) * positives[level - 1] / (positives[level - 1] + negatives[level - 1]);
      }
      tenths.add(new Tenth((here - before) / (rows.rows() / 10.0), here / all, tenth / 10.0));
      before = here;
    }
    return tenths;
  }
}
