package io.tandem.evaluation.statistics;

import java.util.Locale;

/** What models are judged and compared by; the name in lower case is that of the JSON files. */
public enum Metric {
  /** {@link Discrimination#rocAuc}. */
  ROC_AUC("ROC AUC", true),

  /** {@code 2 AUC - 1}. */
  GINI("Gini", true),

  /** {@link Discrimination#ks}. */
  KS("KS", true),

  /** {@link Discrimination#averagePrecision}. */
  AVERAGE_PRECISION("average precision", true),

  /** Mean of {@link Losses#logLoss}. */
  LOG_LOSS("log loss", false),

  /** Mean of {@link Losses#brier}. */
  BRIER("Brier score", false),

  /**
   * One less the Brier score by that of giving every row the share of positives (Brier skill score;
   * Murphy, "The attributes of forecasts", Journal of Applied Meteorology 13, 1974).
   */
  BRIER_SKILL("Brier skill", true),

  /** The share of rows approved at the operating threshold. By itself neither way is better. */
  APPROVAL_RATE("approval rate", true),

  /**
   * The share of the approved rows that are positive. By itself neither way is better: it falls
   * with them.
   */
  BAD_RATE("bad rate of the approved", false),

  /** The cost of the errors at the operating threshold, per row. */
  EXPECTED_COST("expected cost per order", false),

  /** The bad rate when as many are approved as the old model approves. */
  BAD_RATE_AT_EQUAL_APPROVAL("bad rate at equal approval rate", false),

  /** The largest approval rate of either model with a bad rate no higher than the old one has. */
  APPROVAL_RATE_AT_EQUAL_BAD_RATE("approval rate at equal bad rate", true);

  private final String title;
  private final boolean moreIsBetter;

  Metric(String title, boolean moreIsBetter) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
  }

  public String title() {
    return title;
  }

  /** As in the JSON files. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** Whether a difference of it says which model is better. */
  public boolean ranksModels() {
    return this != APPROVAL_RATE && this != BAD_RATE;
  }

  /** Whether it needs a threshold from which on orders are refused. */
  public boolean ofDecisions() {
    return compareTo(APPROVAL_RATE) >= 0;
  }

  /** Whether it is a share, to be shown in per cent. */
  public boolean ofShares() {
    return ofDecisions() && this != EXPECTED_COST;
  }

  /** Whether the new model's metric rests on the old model's decisions. */
  public boolean ofPairs() {
    return compareTo(BAD_RATE_AT_EQUAL_APPROVAL) >= 0;
  }
}
