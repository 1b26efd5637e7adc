package io.tandem.sparkfeatures;

import java.io.Serializable;

/** What the records of a partition come to, and what several of those come to together. */
interface Aggregate {
  /** Takes the record that they are at; a rejected one goes to those. */
  void observe(Records at, RejectedRecords rejected);

  /** For another process; depends on the set of records alone. */
  byte[] state();

  /** Takes over what another one has. */
  void merge(byte[] state);

  /** Makes an empty one, on whatever machine. */
  @FunctionalInterface
  interface Start<A extends Aggregate> extends Serializable {
    A get();
  }
}
