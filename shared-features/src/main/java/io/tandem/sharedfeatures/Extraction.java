package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.fault.Rejection;

/** What an order's JSON leads to. */
public sealed interface Extraction {
  /**
   * @param values the label if a training record was read, then one value per column of the feature
   *     set; NaN is missing
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by the caller, never compared
  record Vector(float[] values) implements Extraction {}

  /** The order cannot be used. */
  record Rejected(Rejection rejection) implements Extraction {
    @Override
    public String toString() {
      return rejection.toString();
    }
  }
}
