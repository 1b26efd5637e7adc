package io.tandem.evaluation.statistics;

import java.util.Arrays;

/**
 * The thresholds at which a model is looked at: every distinct probability or, of more than can be
 * told apart, some with about as many rows between them. Immutable.
 */
public final class Thresholds {
  /** What refuses no row, even one of probability 1. */
  public static final double NONE = Math.nextUp(1.0);

  private final double[] thresholds;
  private final int[] ofRow;

  private Thresholds(double[] thresholds, int[] ofRow) {
    this.thresholds = thresholds;
    this.ofRow = ofRow;
  }

  /**
   * @param most at most so many
   */
  public static Thresholds of(Predicted rows, int most) {
    return of(rows, most, NONE);
  }

  /**
   * @param most at most so many, not counting {@code always}
   * @param always a threshold that is to be told apart from those below it
   */
  public static Thresholds of(Predicted rows, int most, double always) {
    Levels levels = rows.levels();
    int[] positives = rows.positivesByLevel();
    int[] negatives = rows.negativesByLevel();
    int[] ofLevel = new int[levels.count()];
    double[] thresholds = new double[Math.min(levels.count(), most + 1)];
    int count = 0;
    long seen = 0;
    long edge = 0;
    for (int level = 0; level < levels.count(); level++) {
      boolean first =
          levels.probability(level) >= always
              && (level == 0 || levels.probability(level - 1) < always);
      if (first || levels.count() <= most || seen * most >= edge * rows.rows()) {
        thresholds[count++] = levels.probability(level);
        edge = seen * most / rows.rows() + 1;
      }
      ofLevel[level] = count - 1;
      seen += positives[level] + negatives[level];
    }
    int[] ofRow = new int[rows.rows()];
    Arrays.setAll(ofRow, row -> ofLevel[levels.of(row)]);
    return new Thresholds(Arrays.copyOf(thresholds, count), ofRow);
  }

  public int count() {
    return thresholds.length;
  }

  /**
   * @param cut from 0, where all rows are refused, to {@link #count}, where none is
   */
  public double at(int cut) {
    return cut == thresholds.length ? NONE : thresholds[cut];
  }

  /** The lowest cut at or above a threshold: what decides as the threshold does. */
  public int cut(double threshold) {
    int cut = 0;
    while (cut < thresholds.length && thresholds[cut] < threshold) {
      cut++;
    }
    return cut;
  }

  /** The highest cut that refuses the row. */
  public int of(int row) {
    return ofRow[row];
  }
}
