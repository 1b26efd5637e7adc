package io.tandem.evaluation;

import java.util.Locale;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import tools.jackson.core.JsonGenerator;

/**
 * Whether two models err equally often on the same rows (McNemar, "Note on the sampling error of
 * the difference between correlated proportions or percentages", Psychometrika 12, 1947). Only rows
 * on which one is right and the other wrong say anything of that.
 *
 * @param pValue two-sided: of so few rows that each matters exact, from the binomial distribution;
 *     else chi-squared, corrected for continuity (Edwards, "Note on the 'correction for continuity'
 *     in testing the significance of the difference between correlated proportions", Psychometrika
 *     13, 1948)
 */
record McNemar(int onlyFirstRight, int onlySecondRight, double pValue) {
  /** Below, chi-squared is too rough. */
  static final int EXACT_BELOW = 25;

  static McNemar of(int onlyFirstRight, int onlySecondRight) {
    int discordant = Math.addExact(onlyFirstRight, onlySecondRight);
    return new McNemar(
        onlyFirstRight,
        onlySecondRight,
        discordant < EXACT_BELOW
            ? exact(Math.min(onlyFirstRight, onlySecondRight), discordant)
            : corrected(Math.abs(onlyFirstRight - onlySecondRight), discordant));
  }

  /** Positive is what has at least the threshold. */
  static McNemar of(PairedRows rows, double threshold) {
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int row = 0; row < rows.count(); row++) {
      boolean firstRight = rows.first()[row] >= threshold == rows.labels()[row];
      boolean secondRight = rows.second()[row] >= threshold == rows.labels()[row];
      onlyFirst += firstRight && !secondRight ? 1 : 0;
      onlySecond += secondRight && !firstRight ? 1 : 0;
    }
    return of(onlyFirst, onlySecond);
  }

  private static double exact(int fewer, int discordant) {
    return discordant == 0
        ? 1
        : Math.min(1, 2 * BinomialDistribution.of(discordant, 0.5).cumulativeProbability(fewer));
  }

  private static double corrected(int difference, int discordant) {
    double off = Math.max(0, difference - 1);
    return ChiSquaredDistribution.of(1).survivalProbability(off * off / discordant);
  }

  /** For a terminal; ends with a line break. */
  String line() {
    return String.format(
        Locale.ROOT,
        "at the threshold     only the old one is right on %,d rows, only the new one on %,d; p = %.2g (McNemar)%n",
        onlyFirstRight,
        onlySecondRight,
        pValue);
  }

  /** As a value within an object. */
  void writeJson(JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("only_old_right", onlyFirstRight);
    json.writeNumberProperty("only_new_right", onlySecondRight);
    json.writeNumberProperty("p_value", pValue);
    json.writeEndObject();
  }
}
