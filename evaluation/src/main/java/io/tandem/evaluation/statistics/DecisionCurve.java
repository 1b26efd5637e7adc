package io.tandem.evaluation.statistics;

/**
 * What comes of a model's decisions, from the threshold that refuses every row to the one that
 * approves all. Rows may count several times. Not thread-safe.
 */
public final class DecisionCurve {
  private final Thresholds thresholds;

  /** By cut: what lies below it, and so is approved. */
  private final long[] approved;

  private final long[] bad;

  /** By cut: costs of all errors there. */
  private final double[] costs;

  private DecisionCurve(Thresholds thresholds, int cuts) {
    this.thresholds = thresholds;
    this.approved = new long[cuts];
    this.bad = new long[cuts];
    this.costs = new double[cuts];
  }

  /**
   * @param times how often each row counts
   * @param costOfError of each row: of approving it if it is positive, of refusing it if not
   */
  public static DecisionCurve of(
      boolean[] labels, Thresholds thresholds, int[] times, double[] costOfError) {
    int cuts = thresholds.count() + 1;
    DecisionCurve curve = new DecisionCurve(thresholds, cuts);
    double[] refusedGood = new double[cuts + 1];
    for (int row = 0; row < labels.length; row++) {
      if (times[row] > 0) {
        // The first cut that approves the row.
        int cut = thresholds.of(row) + 1;
        double cost = times[row] * costOfError[row];
        curve.approved[cut] += times[row];
        if (labels[row]) {
          curve.bad[cut] += times[row];
          curve.costs[cut] += cost;
        } else {
          refusedGood[cut] += cost;
        }
      }
    }
    // What is added up from its own end is never a little below zero.
    for (int cut = 1; cut < cuts; cut++) {
      curve.approved[cut] += curve.approved[cut - 1];
      curve.bad[cut] += curve.bad[cut - 1];
      curve.costs[cut] += curve.costs[cut - 1];
    }
    double refused = 0;
    for (int cut = cuts - 1; cut >= 0; cut--) {
      refused += refusedGood[cut + 1];
      curve.costs[cut] += refused;
    }
    return curve;
  }

  public int cuts() {
    return approved.length;
  }

  public double threshold(int cut) {
    return thresholds.at(cut);
  }

  private long rows() {
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
    long negatives = rows() - positives();
    return share(negatives - (approved[cut] - bad[cut]), negatives);
  }

  private long positives() {
    return bad[bad.length - 1];
  }

  private static double share(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }

  /** The cost of the errors, per row. */
  public double cost(int cut) {
    return costs[cut] / rows();
  }

  /** The cut of least cost; of several the one that approves most. */
  public int cheapest() {
    int cheapest = 0;
    for (int cut = 1; cut < costs.length; cut++) {
      if (costs[cut] <= costs[cheapest]) {
        cheapest = cut;
      }
    }
    return cheapest;
  }

  /** The lowest cut that approves at least this share of rows. */
  public int cutAtApproval(double rate) {
    int cut = 0;
    while (cut < cuts() - 1 && approvalRate(cut) < rate) {
      cut++;
    }
    return cut;
  }

  /**
   * The share of positive rows among the approved ones when just this share of rows is approved, of
   * rows with equal probabilities as many as that takes, whichever; 0 when none is approved.
   */
  public double badRateAtApproval(double rate) {
    int cut = cutAtApproval(rate);
    double wanted = rate * rows();
    if (cut == 0 || wanted <= 0) {
      return 0;
    }
    double taken = (wanted - approved[cut - 1]) / (approved[cut] - approved[cut - 1]);
    return (bad[cut - 1] + Math.min(1, taken) * (bad[cut] - bad[cut - 1])) / wanted;
  }

  /**
   * The largest share of rows that can be approved while at most this share of them is positive; of
   * rows with equal probabilities as many as that allows, whichever.
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
    // What comes next is worse than the rate, or the cut would be higher.
    return (approved[cut] + rows * room / (bads - rate * rows)) / rows();
  }
}
