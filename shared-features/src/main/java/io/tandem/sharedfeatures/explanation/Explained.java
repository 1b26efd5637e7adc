package io.tandem.sharedfeatures.explanation;

import io.tandem.sharedfeatures.fault.Rejection;

/** What asking for an order's explanation leads to. */
public sealed interface Explained permits Explanation, Explained.Rejected {

  /** The order cannot be used. */
  record Rejected(Rejection rejection) implements Explained {
    @Override
    public String toString() {
      return rejection.toString();
    }
  }
}
