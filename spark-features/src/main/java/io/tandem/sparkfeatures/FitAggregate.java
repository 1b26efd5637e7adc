package io.tandem.sparkfeatures;

import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.definition.Misplaced;

/** What is learned of training records. */
record FitAggregate(Fitter fitter, Misplaced misplaced) implements Aggregate {
  FitAggregate(FeatureDefinition definition) {
    this(
        new Fitter(definition),
        new Misplaced(
            definition, true, "features are fitted to records, which hold an order and its label"));
  }

  @Override
  public void observe(Records at, RejectedRecords rejected) {
    byte[] json = at.bytes();
    fitter
        .observe(json, 0, json.length)
        .ifPresent(rejection -> rejected.add(at, rejection, misplaced::hint));
  }

  @Override
  public byte[] state() {
    return fitter.state();
  }

  @Override
  public void merge(byte[] state) {
    fitter.merge(state);
  }
}
