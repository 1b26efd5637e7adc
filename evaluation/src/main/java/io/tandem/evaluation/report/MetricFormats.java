package io.tandem.evaluation.report;

import static io.tandem.report.NumberFormats.NO_BREAK;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.report.NumberFormats;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Figures, their intervals and thresholds as this report writes them. */
final class MetricFormats {
  private MetricFormats() {}

  /** As the figure is usually written. */
  static String value(Metric metric, double value, String currency) {
    if (metric.ofShares()) {
      return NumberFormats.percent(value);
    }
    return metric == Metric.EXPECTED_COST
        ? NumberFormats.amount(value, currency)
        : NumberFormats.number(value);
  }

  /** With its sign. */
  static String difference(Metric metric, double difference, String currency) {
    if (metric.ofShares()) {
      return NumberFormats.signed("%.1f", 100 * difference) + NO_BREAK + "points";
    }
    return metric == Metric.EXPECTED_COST
        ? NumberFormats.signedAmount(difference, currency)
        : NumberFormats.signed("%.4f", difference);
  }

  static String range(Metric metric, Interval interval, String currency) {
    if (metric.ofShares()) {
      return percentRange(interval) + NO_BREAK + "%";
    }
    return metric == Metric.EXPECTED_COST
        ? NumberFormats.amount(interval.low(), "")
            + " to "
            + NumberFormats.amount(interval.high(), "")
        : NumberFormats.numberRange(interval.low(), interval.high());
  }

  static String rangeOfDifference(Metric metric, Interval interval) {
    double scale = metric.ofShares() ? 100 : 1;
    double largest = Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
    String form =
        metric.ofShares()
            ? "%.1f"
            : metric == Metric.EXPECTED_COST ? NumberFormats.amountForm(largest) : "%.4f";
    return NumberFormats.signed(form, scale * interval.low())
        + " to "
        + NumberFormats.signed(form, scale * interval.high());
  }

  /** In per cent, without the sign. */
  static String percentRange(Interval interval) {
    return NumberFormats.percentRange(interval.low(), interval.high());
  }

  /** The limit of a gate, in full. */
  static String limit(Metric metric, double limit, boolean ofDifference, String currency) {
    BigDecimal exact = new BigDecimal(Double.toString(limit));
    String plain =
        (metric.ofShares() ? exact.movePointRight(2) : exact).stripTrailingZeros().toPlainString();
    if (metric.ofShares()) {
      return plain + NO_BREAK + (ofDifference ? "points" : "%");
    }
    return metric == Metric.EXPECTED_COST && !currency.isEmpty()
        ? plain + NO_BREAK + currency
        : plain;
  }

  /** To four places, for thresholds that nobody decides by. */
  static String threshold(double threshold) {
    return threshold == DecisionCurve.NONE
        ? "none refused"
        : NumberFormats.format("%.4f", threshold);
  }

  /**
   * With four places or as many more as decide like the exact threshold: who uses the number in the
   * report gets the figures of the report.
   */
  static String threshold(DecisionCurve curve, int cut) {
    double threshold = curve.threshold(cut);
    if (threshold == DecisionCurve.NONE) {
      return threshold(threshold);
    }
    double below = cut == 0 ? -1 : curve.threshold(cut - 1);
    BigDecimal exact = BigDecimal.valueOf(threshold);
    for (int places = 4; places < exact.scale(); places++) {
      for (RoundingMode mode : new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.FLOOR}) {
        BigDecimal shorter = exact.setScale(places, mode);
        if (shorter.doubleValue() > below && shorter.doubleValue() <= threshold) {
          return shorter.toPlainString();
        }
      }
    }
    return exact.setScale(Math.max(4, exact.scale())).toPlainString();
  }
}
