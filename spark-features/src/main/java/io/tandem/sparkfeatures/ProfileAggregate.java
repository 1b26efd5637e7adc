package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.definition.Misplaced;
import io.tandem.sharedfeatures.drift.DriftMonitor;

/** How the features of orders, or of training records, are spread. */
record ProfileAggregate(DriftMonitor monitor, Misplaced misplaced) implements Aggregate {
  ProfileAggregate(FeatureSet features, boolean records) {
    this(
        records ? DriftMonitor.ofRecords(features) : DriftMonitor.ofOrders(features),
        new Misplaced(
            features.definition(), records, records ? "leave out --records" : "add --records"));
  }

  @Override
  public void observe(Records at, RejectedRecords rejected) {
    at.checkFirst(misplaced);
    byte[] json = at.bytes();
    monitor
        .observe(json, 0, json.length)
        .ifPresent(rejection -> rejected.add(at, rejection, misplaced::hint));
  }

  @Override
  public byte[] state() {
    return monitor.state();
  }

  @Override
  public void merge(byte[] state) {
    monitor.merge(state);
  }
}
