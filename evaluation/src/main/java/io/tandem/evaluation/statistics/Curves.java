package io.tandem.evaluation.statistics;

/**
 * Points of the two curves that show how a model orders rows, from the highest threshold down.
 *
 * @param falsePositiveRates the share of negative rows at or above the threshold; of the first
 *     point none
 * @param truePositiveRates the share of positive rows there: the recall
 * @param precisions the share of rows there that are positive; 1 where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // points to be drawn, never compared
public record Curves(double[] falsePositiveRates, double[] truePositiveRates, double[] precisions) {
  /**
   * @param most points at most, spread evenly over the rows; every level when there are fewer
   */
  public static Curves of(Predicted rows, int most) {
    Thresholds thresholds = Thresholds.of(rows, most - 1);
    int[] positives = new int[thresholds.count()];
    int[] negatives = new int[thresholds.count()];
    for (int row = 0; row < rows.rows(); row++) {
      (rows.labels()[row] ? positives : negatives)[thresholds.of(row)]++;
    }
    int points = thresholds.count() + 1;
    double allPositives = rows.positives();
    double allNegatives = rows.rows() - allPositives;
    Curves curves = new Curves(new double[points], new double[points], new double[points]);
    curves.precisions[0] = 1;
    long truePositives = 0;
    long falsePositives = 0;
    for (int point = 1; point < points; point++) {
      int cut = points - 1 - point;
      truePositives += positives[cut];
      falsePositives += negatives[cut];
      curves.falsePositiveRates[point] = falsePositives / allNegatives;
      curves.truePositiveRates[point] = truePositives / allPositives;
      curves.precisions[point] = (double) truePositives / (truePositives + falsePositives);
    }
    return curves;
  }
}
