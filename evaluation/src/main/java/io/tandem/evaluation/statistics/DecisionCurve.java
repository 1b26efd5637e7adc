package io.tandem.evaluation.statistics;

/**
 * The consequences of a model's decisions by threshold, from the one that refuses every row to the
 * one that approves all. Every distinct probability is a threshold; one between two of them decides
 * as the higher one. Rows may count several times. Not thread-safe.
 */
public final class DecisionCurve {
  /** The threshold that refuses no row, even one of probability 1. */
  public static final double NONE = Math.nextUp(1.0);

  /** Costs that differ by less do so by rounding: each is a sum over all rows. */
  private static final double ROUNDING = 1e-12;

  private final ProbabilityLevels levels;

  /** By cut: what lies below it, and so is approved. */
  private final int[] approved;

  private final int[] bad;

  /** By cut: costs of all errors there. */
  private final double[] costs;

  private DecisionCurve(ProbabilityLevels levels) {
    int cuts = levels.count() + 1;
    this.levels = levels;
    this.approved = new int[cuts];
    this.bad = new int[cuts];
    this.costs = new double[cuts];
  }

  /**
   * @param levels of the same rows
   * @param weights how often each row counts
   * @param costOfError of each row: of approving it if it is positive, of refusing it if not
   */
  public static DecisionCurve of(
      boolean[] labels, ProbabilityLevels levels, int[] weights, double[] costOfError) {
    LevelCounts counts = new LevelCounts(labels, levels);
    counts.count(weights, costOfError);
    return of(levels, counts);
  }

  /** The curve of rows that were counted by level. */
  public static DecisionCurve of(ProbabilityLevels levels, LevelCounts counts) {
    DecisionCurve curve = new DecisionCurve(levels);
    for (int level = 0; level < levels.count(); level++) {
      curve.approved[level + 1] =
          curve.approved[level] + counts.positives()[level] + counts.negatives()[level];
      curve.bad[level + 1] = curve.bad[level] + counts.positives()[level];
      curve.costs[level + 1] = curve.costs[level] + counts.costOfApproving(level);
    }
    // Summed from its own end, so that rounding never makes a cost negative.
    double refused = 0;
    for (int level = levels.count() - 1; level >= 0; level--) {
      refused += counts.costOfRefusing(level);
      curve.costs[level] += refused;
    }
    return curve;
  }

  public int cuts() {
    return approved.length;
  }

  /** From which probability on rows are refused; {@link #NONE} at the last cut. */
  public double threshold(int cut) {
    return cut == levels.count() ? NONE : levels.probability(cut);
  }

  /** The cut with the same decisions as a threshold. */
  public int cut(double threshold) {
    return levels.from(threshold);
  }

  private int rows() {
    return approved[approved.length - 1];
  }

  /** The share of rows that are approved. */
  public double approvalRate(int cut) {
    return (double) approved[cut] / rows();
  }

  /** The share of the approved rows that are positive; 0 when none is approved. */
  public double badRate(int cut) {
    return share(bad[cut], approved[cut]);
  }

  /** The share of the refused rows that are positive; 0 when none is refused. */
  public double precision(int cut) {
    return share(positives() - bad[cut], rows() - approved[cut]);
  }

  /** The share of the positive rows that are refused. */
  public double recall(int cut) {
    return share(positives() - bad[cut], positives());
  }

  /** The share of the negative rows that are refused. */
  public double falsePositiveRate(int cut) {
    int negatives = rows() - positives();
    return share(negatives - (approved[cut] - bad[cut]), negatives);
  }

  private int positives() {
    return bad[bad.length - 1];
  }

  private static double share(int some, int all) {
    return all == 0 ? 0 : (double) some / all;
  }

  /** The cost of the errors, per row. */
  public double cost(int cut) {
    return costs[cut] / rows();
  }

  /** The cut of least cost; of several the one that approves most. */
  public int cheapest() {
    double least = costs[0];
    for (double cost : costs) {
      least = Math.min(least, cost);
    }
    int cheapest = costs.length - 1;
    while (costs[cheapest] > least * (1 + ROUNDING)) {
      cheapest--;
    }
    return cheapest;
  }

  /** The lowest cut that approves at least this share of rows. */
  public int cutAtApproval(double rate) {
    int low = 0;
    int high = cuts() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (approvalRate(middle) < rate) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The share of positive rows among the approved ones when just this share of rows is approved; 0
   * when none is. Of rows with equal probabilities as many are approved as that takes, no matter
   * which.
   */
  public double badRateAtApproval(double rate) {
    int cut = cutAtApproval(rate);
    double wanted = rate * rows();
    if (cut == 0) {
      return 0;
    }
    double taken = (wanted - approved[cut - 1]) / (approved[cut] - approved[cut - 1]);
    return (bad[cut - 1] + Math.min(1, taken) * (bad[cut] - bad[cut - 1])) / wanted;
  }

  /**
   * The largest share of rows that can be approved while at most this share of them is positive. Of
   * rows with equal probabilities as many are approved as that allows, no matter which.
   */
  public double approvalRateAtBadRate(double rate) {
    int cut = cuts() - 1;
    // The rate may be one of these shares itself, rounded.
    double most = rate * (1 + 1e-12);
    while (cut > 0 && bad[cut] > most * approved[cut]) {
      cut--;
    }
    if (cut == cuts() - 1) {
      return 1;
    }
    double room = Math.max(0, rate * approved[cut] - bad[cut]);
    double rows = approved[cut + 1] - approved[cut];
    double bads = bad[cut + 1] - bad[cut];
    // The next level is worse than the rate, or the cut would be higher.
    return (approved[cut] + rows * room / (bads - rate * rows)) / rows();
  }
}
