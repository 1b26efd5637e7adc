package io.tandem.evaluation.report;

import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Figure;
import io.tandem.evaluation.statistics.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as the report writes them, whatever the locale. */
final class Text {
  static final String NONE = "–";

  /** A space at which no line ends. */
  static final String NO_BREAK = "\u00a0";

  private Text() {}

  static String count(long number) {
    return format("%,d", number);
  }

  /** Of a share. */
  static String percent(double share) {
    return minus(format("%.1f" + NO_BREAK + "%%", 100 * share + 0.0));
  }

  /** To four places. */
  static String number(double number) {
    String text = format("%.4f", number);
    return text.equals("-0.0000") ? "0.0000" : minus(text);
  }

  static String amount(double amount, String currency) {
    return minus(format(formOfAmount(amount), amount + 0.0))
        + (currency.isEmpty() ? "" : NO_BREAK + currency);
  }

  /** Cents of hundreds are of no interest. */
  private static String formOfAmount(double amount) {
    return Math.abs(amount) < 100 ? "%,.2f" : "%,.0f";
  }

  /** To four places, of what nobody decides by. */
  static String threshold(double threshold) {
    return threshold == DecisionCurve.NONE ? "none refused" : format("%.4f", threshold);
  }

  /**
   * With as many places, four or more, as it takes to decide as this threshold of a curve does: who
   * uses the number that the report writes gets the figures that it writes.
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

  /** After a {@code p}. */
  static String isPValue(double pValue) {
    return pValue < 0.0001 ? "< 0.0001" : "= " + pValue(pValue);
  }

  static String pValue(double pValue) {
    return pValue < 0.0001 ? "< 0.0001" : format("%.4f", pValue);
  }

  /** As the figure is usually written. */
  static String value(Figure figure, double value, String currency) {
    if (figure.ofShares()) {
      return percent(value);
    }
    return figure == Figure.EXPECTED_COST ? amount(value, currency) : number(value);
  }

  /** With its sign. */
  static String difference(Figure figure, double difference, String currency) {
    if (figure.ofShares()) {
      return signed("%.1f", 100 * difference) + NO_BREAK + "points";
    }
    return figure == Figure.EXPECTED_COST
        ? signed(formOfAmount(difference), difference)
            + (currency.isEmpty() ? "" : NO_BREAK + currency)
        : signed("%.4f", difference);
  }

  static String signed(String form, double number) {
    String text = format(form, Math.abs(number));
    boolean zero = text.chars().allMatch(letter -> "0.,".indexOf(letter) >= 0);
    return zero ? text : (number < 0 ? "−" : "+") + text;
  }

  static String range(Figure figure, Interval interval, String currency) {
    if (figure.ofShares()) {
      return percentRange(interval) + NO_BREAK + "%";
    }
    return figure == Figure.EXPECTED_COST
        ? amount(interval.low(), "") + " to " + amount(interval.high(), "")
        : minus(format("%.4f to %.4f", interval.low(), interval.high()));
  }

  static String rangeOfDifference(Figure figure, Interval interval) {
    double scale = figure.ofShares() ? 100 : 1;
    double largest = Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
    String form =
        figure.ofShares()
            ? "%.1f"
            : figure == Figure.EXPECTED_COST ? formOfAmount(largest) : "%.4f";
    return signed(form, scale * interval.low()) + " to " + signed(form, scale * interval.high());
  }

  /** In per cent, without the sign. */
  static String percentRange(Interval interval) {
    return format("%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
  }

  /** The limit of a gate, in full. */
  static String limit(Figure figure, double limit, boolean ofDifference, String currency) {
    BigDecimal exact = new BigDecimal(Double.toString(limit));
    String plain =
        (figure.ofShares() ? exact.movePointRight(2) : exact).stripTrailingZeros().toPlainString();
    if (figure.ofShares()) {
      return plain + NO_BREAK + (ofDifference ? "points" : "%");
    }
    return figure == Figure.EXPECTED_COST && !currency.isEmpty()
        ? plain + NO_BREAK + currency
        : plain;
  }

  private static String minus(String text) {
    return text.replace('-', '−');
  }

  static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
  static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
