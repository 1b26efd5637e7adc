package io.tandem.modelcontainer.formats;

import io.tandem.modelcontainer.engine.Predictions;

/**
 * What is to be said of some rows.
 *
 * @param contributions as {@link ContributionWriter#json} takes them; empty when nobody asks; not
 *     copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record RowAnswers(Predictions predictions, float[] contributions) {
  /** Rows. */
  public int count() {
    return predictions.count();
  }
}
