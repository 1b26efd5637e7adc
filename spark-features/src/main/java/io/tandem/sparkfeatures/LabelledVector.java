package io.tandem.sparkfeatures;

import org.jspecify.annotations.Nullable;

/** A row of the Parquet output, as Spark's encoder of beans wants it. */
public final class LabelledVector {
  private double label;
  private float @Nullable [] features;
  private long rejected;

  public double getLabel() {
    return label;
  }

  public void setLabel(double label) {
    this.label = label;
  }

  /** Missing values are NaN; null behind the last vector of a partition. */
  public float @Nullable [] getFeatures() {
    return features;
  }

  public void setFeatures(float @Nullable [] features) {
    this.features = features;
  }

  /** How many records of the partition made no vector; 0 but behind its last one. */
  public long getRejected() {
    return rejected;
  }

  public void setRejected(long rejected) {
    this.rejected = rejected;
  }
}
