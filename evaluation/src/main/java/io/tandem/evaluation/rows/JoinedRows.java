package io.tandem.evaluation.rows;

import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.LabelledPredictions;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows that can be judged. Immutable but for the arrays, which are not copied.
 *
 * @param amounts by row, of the orders; empty when they are not known
 * @param period from the first order to the last
 * @param contributions of each model that has them; empty when the judged one has none
 * @param values of features, where it is known where they are
 */
public record JoinedRows(
    ByModel<LabelledPredictions> models,
    Optional<double[]> amounts,
    Optional<Period> period,
    List<Grouping> groupings,
    Counts counts,
    Fingerprints fingerprints,
    Optional<ByModel<Contributions>> contributions,
    List<FeatureValues> values) {
  public JoinedRows {
    boolean[] labels = models.current().labels();
    if (models.old().filter(old -> !Arrays.equals(old.labels(), labels)).isPresent()) {
      throw new IllegalArgumentException("models of other rows");
    }
    groupings = List.copyOf(groupings);
    values = List.copyOf(values);
  }

  /** By row; true for the positive class. */
  public boolean[] labels() {
    return models.current().labels();
  }

  /** Days, both included. */
  public record Period(LocalDate first, LocalDate last) {}

  /**
   * What became of the rows of the files. Every row that was read is judged or doubled, or it lacks
   * an old prediction or an outcome.
   *
   * @param read rows of the predictions that are judged
   * @param judged those that are in all files, once, with an outcome
   * @param doubled those whose id is there more than once in a file: it is unknown which belongs to
   *     which
   * @param withoutOld those whose id the old predictions lack
   * @param withoutOutcome those of which it is not known what came true
   * @param onlyOld rows of the old predictions whose id the new ones lack
   * @param onlyOutcomes rows of the outcomes whose id the new predictions lack
   */
  public record Counts(
      int read,
      int judged,
      int doubled,
      int withoutOld,
      int withoutOutcome,
      int onlyOld,
      int onlyOutcomes) {}

  /**
   * SHA-256 of the files, hexadecimal.
   *
   * @param outcomes empty when the predictions hold them
   * @param model the artifact that made the predictions; empty when it was not given
   * @param oldModel the same of the old predictions
   */
  public record Fingerprints(
      String predictions,
      Optional<String> oldPredictions,
      Optional<String> outcomes,
      Optional<String> model,
      Optional<String> oldModel) {}
}
