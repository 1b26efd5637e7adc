package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.evaluation.statistics.Gains;
import io.tandem.evaluation.statistics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result: everything known of a model and, if there is one, of an old model on the same rows.
 *
 * @param metrics those that are defined: of decisions only with a threshold, costs only when known
 * @param pValue of the hypothesis that both areas under the ROC curve are the same, two-sided, by
 *     DeLong; empty when there is one model only
 * @param decisions empty when the definition has none
 * @param drivers what each feature contributes, the strongest of the judged model first; empty when
 *     that is not known
 * @param dependences how contributions depend on the feature's value, where both are known
 * @param stabilityIndex how far the new model's probabilities are from the old one's
 */
public record Evaluation(
    Definition definition,
    JoinedRows rows,
    Map<Metric, Comparison> metrics,
    OptionalDouble pValue,
    Optional<Decisions> decisions,
    OptionalDouble stabilityIndex,
    ByModel<Calibration> calibrations,
    ByModel<List<Gains.Tenth>> gains,
    List<Group> groups,
    List<Driver> drivers,
    List<Dependence> dependences) {
  public Evaluation {
    metrics = Map.copyOf(metrics);
    groups = List.copyOf(groups);
    drivers = List.copyOf(drivers);
    dependences = List.copyOf(dependences);
  }

  public boolean comparesTwo() {
    return rows.models().old().isPresent();
  }

  /** One that is defined. */
  public Comparison metric(Metric metric) {
    return Objects.requireNonNull(metrics.get(metric), metric::title);
  }
}
