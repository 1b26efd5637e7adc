package io.tandem.evaluation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Two models on the same rows: every figure of each, the difference, and how sure it is.
 *
 * @param first figures of the old model
 * @param second figures of the new model
 * @param intervals of the differences, 95 %: of the ROC AUC and Gini by DeLong, of the others by
 *     the bootstrap
 * @param firstCalibration of the old model
 * @param secondCalibration of the new model
 * @param errors of both at the threshold from which on a row counts as positive; null when there is
 *     none
 * @param pValue of the hypothesis that both areas under the ROC curve are the same, two-sided, by
 *     DeLong
 */
record Comparison(
    Join join,
    Map<Figure, Double> first,
    Map<Figure, Double> second,
    Map<Figure, Interval> intervals,
    Calibration firstCalibration,
    Calibration secondCalibration,
    @Nullable McNemar errors,
    double pValue,
    int rounds,
    long seed) {

  /** Fewer say nothing of how the rows of a class vary. */
  private static final int MIN_ROWS_OF_CLASS = 2;

  /**
   * @param threshold from which on a row counts as positive; null to compare no errors
   * @param rounds of the bootstrap
   * @throws EvaluationException when the joined rows hold too few of one class
   */
  static Comparison of(Join join, @Nullable Double threshold, int rounds, long seed) {
    PairedRows rows = join.rows();
    Levels first = Levels.of(rows.first());
    Levels second = Levels.of(rows.second());
    int positives = count(rows.labels());
    if (Math.min(positives, rows.count() - positives) < MIN_ROWS_OF_CLASS) {
      throw new EvaluationException(
          "of the %d rows that both models have judged %d are positive; expected at least %d of each class"
              .formatted(rows.count(), positives, MIN_ROWS_OF_CLASS));
    }
    DeLong areas = DeLong.of(rows.labels(), first, second);
    Map<Figure, Interval> intervals = new Bootstrap(rows, first, second).differences(rounds, seed);
    Interval area = areas.interval(Interval.DEVIATIONS_95);
    intervals.put(Figure.ROC_AUC, area);
    intervals.put(Figure.GINI, new Interval(2 * area.low(), 2 * area.high()));
    return new Comparison(
        join,
        figures(rows.labels(), rows.first(), first),
        figures(rows.labels(), rows.second(), second),
        intervals,
        Calibration.of(rows.labels(), first, Calibration.BINS),
        Calibration.of(rows.labels(), second, Calibration.BINS),
        threshold == null ? null : McNemar.of(rows, threshold),
        pValue(areas),
        rounds,
        seed);
  }

  private static int count(boolean[] labels) {
    int count = 0;
    for (boolean label : labels) {
      count += label ? 1 : 0;
    }
    return count;
  }

  private static Map<Figure, Double> figures(
      boolean[] labels, double[] probabilities, Levels levels) {
    Discrimination order =
        Discrimination.of(levels.counts(labels, true), levels.counts(labels, false));
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.ROC_AUC, order.rocAuc());
    figures.put(Figure.GINI, order.gini());
    figures.put(Figure.KS, order.ks());
    figures.put(Figure.AVERAGE_PRECISION, order.averagePrecision());
    figures.put(Figure.LOG_LOSS, BinaryMetrics.logLoss(labels, probabilities));
    figures.put(Figure.BRIER, BinaryMetrics.brier(labels, probabilities));
    return figures;
  }

  private static double pValue(DeLong areas) {
    if (areas.difference() == 0) {
      return 1;
    }
    double deviations = Math.abs(areas.difference()) / Math.sqrt(areas.varianceOfDifference());
    return 2 * NormalDistribution.of(0, 1).survivalProbability(deviations);
  }

  double difference(Figure figure) {
    return of(second, figure) - of(first, figure);
  }

  /** Aligned, for a terminal; ends with a line break. */
  String table() {
    PairedRows rows = join.rows();
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            """

            both models  %,d rows, %,d of them positive; only in the old file %,d, only in the new %,d, with an id that is there twice %,d
                                     old      new  difference  95 %% interval of the difference
            """,
            rows.count(),
            count(rows.labels()),
            join.onlyFirst(),
            join.onlySecond(),
            join.doubled()));
    for (Figure figure : Figure.values()) {
      Interval interval = of(intervals, figure);
      table.append(
          String.format(
              Locale.ROOT,
              "%-19s  %7.4f  %7.4f  %+10.4f  %+.4f to %+.4f  %s%n",
              figure.title(),
              of(first, figure),
              of(second, figure),
              difference(figure),
              interval.low(),
              interval.high(),
              verdict(figure)));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "equal areas would come out as different with p = %.2g (DeLong); intervals of the others: bootstrap, %d rounds, seed %d%n",
            pValue,
            rounds,
            seed));
    table.append(firstCalibration.line("old")).append(secondCalibration.line("new"));
    if (errors != null) {
      table.append(errors.line());
    }
    return table.toString();
  }

  /** Each of the maps has every figure. */
  private static <T> T of(Map<Figure, T> figures, Figure figure) {
    return Objects.requireNonNull(figures.get(figure));
  }

  private String verdict(Figure figure) {
    if (of(intervals, figure).contains(0)) {
      return "no clear difference";
    }
    return difference(figure) > 0 == figure.moreIsBetter() ? "new is better" : "old is better";
  }

  /** As a value within an object. */
  void writeJson(JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("rows", join.rows().count());
    json.writeNumberProperty("positives", count(join.rows().labels()));
    json.writeNumberProperty("only_old", join.onlyFirst());
    json.writeNumberProperty("only_new", join.onlySecond());
    json.writeNumberProperty("doubled", join.doubled());
    json.writeNumberProperty("bootstrap_rounds", rounds);
    json.writeNumberProperty("seed", seed);
    json.writeNumberProperty("delong_p_value", pValue);
    for (Figure figure : Figure.values()) {
      json.writeObjectPropertyStart(figure.name().toLowerCase(Locale.ROOT));
      json.writeNumberProperty("old", of(first, figure));
      json.writeNumberProperty("new", of(second, figure));
      json.writeNumberProperty("difference", difference(figure));
      json.writeNumberProperty("low", of(intervals, figure).low());
      json.writeNumberProperty("high", of(intervals, figure).high());
      json.writeEndObject();
    }
    json.writeObjectPropertyStart("calibration");
    json.writeName("old");
    firstCalibration.writeJson(json);
    json.writeName("new");
    secondCalibration.writeJson(json);
    json.writeEndObject();
    if (errors != null) {
      json.writeName("mcnemar");
      errors.writeJson(json);
    }
    json.writeEndObject();
  }
}
