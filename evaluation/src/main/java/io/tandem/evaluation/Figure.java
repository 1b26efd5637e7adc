package io.tandem.evaluation;

/** What two models are compared by. */
enum Figure {
  ROC_AUC("ROC AUC", true),
  GINI("Gini", true),
  KS("KS", true),
  AVERAGE_PRECISION("average precision", true),
  LOG_LOSS("log loss", false),
  BRIER("Brier score", false);

  private final String title;
  private final boolean moreIsBetter;

  Figure(String title, boolean moreIsBetter) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
  }

  String title() {
    return title;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }
}
