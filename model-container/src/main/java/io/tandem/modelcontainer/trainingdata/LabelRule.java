package io.tandem.modelcontainer.trainingdata;

/**
 * The labels that can be learned.
 *
 * @param max inclusive
 * @param whole whether only whole numbers are
 * @param description for messages: {@code a number from 0 to 1}
 */
public record LabelRule(double min, double max, boolean whole, String description) {
  /** False for NaN. */
  public boolean allows(float label) {
    return label >= min && label <= max && (!whole || label == Math.rint(label));
  }
}
