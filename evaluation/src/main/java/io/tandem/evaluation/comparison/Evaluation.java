package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.Rows;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.evaluation.statistics.Figure;
import io.tandem.evaluation.statistics.Gains;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that is known of a model, and of another on the same rows.
 *
 * @param figures those that are defined: of decisions only with a threshold, costs only when known
 * @param pValue of the hypothesis that both areas under the ROC curve are the same, two-sided, by
 *     DeLong; empty when there is one model only
 * @param decisions empty when the definition has none
 * @param stabilityIndex how far the new model's probabilities are from the old one's
 * @param calibrations of the models, the old one first
 * @param gains of the models, the old one first
 */
public record Evaluation(
    Definition definition,
    Rows rows,
    Map<Figure, Compared> figures,
    OptionalDouble pValue,
    Optional<Decisions> decisions,
    OptionalDouble stabilityIndex,
    List<Calibration> calibrations,
    List<List<Gains.Tenth>> gains,
    List<Group> groups) {
  public Evaluation {
    figures = Map.copyOf(figures);
    calibrations = List.copyOf(calibrations);
    gains = List.copyOf(gains);
    groups = List.copyOf(groups);
  }

  public boolean comparesTwo() {
    return rows.models().old().isPresent();
  }

  /** One that is defined. */
  public Compared figure(Figure figure) {
    return Objects.requireNonNull(figures.get(figure), figure::title);
  }
}
