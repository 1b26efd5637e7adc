package io.tandem.evaluation.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The model that is judged and, if there is one, the model it is compared with, on the same rows.
 */
public record Models(LabelledPredictions current, Optional<LabelledPredictions> old) {
  public Models {
    if (old.isPresent() && !Arrays.equals(old.get().labels(), current.labels())) {
      throw new IllegalArgumentException("models of other rows");
    }
  }

  /** The old one first. */
  public List<LabelledPredictions> all() {
    return old.isPresent() ? List.of(old.get(), current) : List.of(current);
  }

  public boolean[] labels() {
    return current.labels();
  }
}
