package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.statistics.Metric;

/** The meaning of a difference between two models, given its interval. */
enum Conclusion {
  UNCLEAR("no clear difference", "Chance alone can explain the difference."),
  NEW_BETTER("new is better", "The new model is better, by more than chance explains."),
  OLD_BETTER("old is better", "The old model is better, by more than chance explains."),
  HIGHER("new is higher", "It is higher with the new model, by more than chance explains."),
  LOWER("new is lower", "It is lower with the new model, by more than chance explains.");

  private final String words;
  private final String sentence;

  Conclusion(String words, String sentence) {
    this.words = words;
    this.sentence = sentence;
  }

  static Conclusion of(Metric metric, Estimate difference) {
    if (difference.interval().contains(0)) {
      return UNCLEAR;
    }
    boolean higher = difference.value() > 0;
    if (!metric.ranksModels()) {
      return higher ? HIGHER : LOWER;
    }
    return higher == metric.moreIsBetter() ? NEW_BETTER : OLD_BETTER;
  }

  /** For a cell of a table. */
  String words() {
    return words;
  }

  String sentence() {
    return sentence;
  }
}
