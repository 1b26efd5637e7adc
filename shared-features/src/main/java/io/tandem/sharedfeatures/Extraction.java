package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.fault.Rejection;

/** What an order's JSON leads to. */
public sealed interface Extraction {
  /**
   * @param values one per column of the feature set; NaN is missing
   * @param label of a training record; NaN when a bare order was read
   */
  @SuppressWarnings("ArrayRecordComponent") // owned by the caller, never compared
  record Vector(float[] values, double label) implements Extraction {}

  /** The order cannot be used. */
  record Rejected(Rejection rejection) implements Extraction {
    @Override
    public String toString() {
      return rejection.toString();
    }
  }
}
