package io.tandem.evaluation.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.evaluation.EvaluationFiles;
import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.evaluation.statistics.Bootstrap;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EvaluationCalculatorTest {
  private Definition definition;
  private JoinedRows rows;
  private Evaluation evaluation;

  /** The old model in place of the new one. */
  private Evaluation swapped;

  /** The new model against itself. */
  private Evaluation same;

  @BeforeAll
  void evaluate(@TempDir Path folder) throws IOException {
    EvaluationFiles files = EvaluationFiles.in(folder, 3000, "");
    definition = files.read();
    rows = files.rows();
    evaluation = EvaluationCalculator.evaluate(definition, rows);
    LabelledPredictions current = rows.models().current();
    LabelledPredictions old = rows.models().old().orElseThrow();
    swapped =
        EvaluationCalculator.evaluate(definition, with(new ByModel<>(old, Optional.of(current))));
    same =
        EvaluationCalculator.evaluate(
            definition, with(new ByModel<>(current, Optional.of(current))));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aFigureAndItsDifferenceLieWithinTheirIntervals(Metric metric) {
    Comparison comparison = evaluation.metric(metric);

    assertWithin(comparison.current());
    assertWithin(comparison.old().orElseThrow());
    assertWithin(comparison.difference().orElseThrow());
    assertEquals(
        comparison.current().value() - comparison.old().orElseThrow().value(),
        comparison.difference().orElseThrow().value(),
        1e-15);
  }

  private static void assertWithin(Estimate estimate) {
    assertTrue(estimate.interval().contains(estimate.value()), estimate::toString);
    assertNotEquals(estimate.interval().low(), estimate.interval().high());
  }

  @Test
  void theNewModelIsFoundToBeTheBetterOne() {
    for (Metric metric :
        List.of(Metric.ROC_AUC, Metric.BRIER_SKILL, Metric.APPROVAL_RATE_AT_EQUAL_BAD_RATE)) {
      assertTrue(
          evaluation.metric(metric).difference().orElseThrow().interval().low() > 0,
          metric.title());
    }
    assertTrue(
        evaluation.metric(Metric.EXPECTED_COST).difference().orElseThrow().interval().high() < 0);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void swappedModelsNegateTheDifferences(Metric metric) {
    // These two start from the decisions of the old model.
    if (!metric.ofPairs()) {
      Estimate one = evaluation.metric(metric).difference().orElseThrow();
      Estimate other = swapped.metric(metric).difference().orElseThrow();

      assertEquals(one.value(), -other.value(), 1e-12);
      assertEquals(one.interval().low(), -other.interval().high(), 1e-12);
      assertEquals(one.interval().high(), -other.interval().low(), 1e-12);
    }
    assertEquals(evaluation.pValue().orElseThrow(), swapped.pValue().orElseThrow(), 1e-12);
  }

  @Test
  void theSameSeedGivesTheSameFigures() {
    assertEquals(evaluation.metrics(), EvaluationCalculator.evaluate(definition, rows).metrics());
    assertNotEquals(
        evaluation.metrics(), EvaluationCalculator.evaluate(withSeed(8), rows).metrics());
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aModelDoesNotDifferFromItself(Metric metric) {
    Estimate difference = same.metric(metric).difference().orElseThrow();
    assertEquals(0, difference.value(), 1e-12);
    assertEquals(0, difference.interval().low(), 1e-12);
    assertEquals(0, difference.interval().high(), 1e-12);
    assertEquals(1, same.pValue().orElseThrow());
    assertEquals(0, same.stabilityIndex().orElseThrow());
    assertEquals(0, same.decisions().orElseThrow().swapSet().orElseThrow().onlyOld().rows());
    assertEquals(1, same.decisions().orElseThrow().errors().orElseThrow().pValue());
  }

  /** Both tell how much the difference of the areas varies, in ways that have nothing in common. */
  @Test
  void theBootstrapOfTheAreaIsNearDeLongs() {
    ByModel<LabelledPredictions> models = rows.models();
    LabelledPredictions old = models.old().orElseThrow();
    Interval deLong = evaluation.metric(Metric.ROC_AUC).difference().orElseThrow().interval();

    Interval drawn =
        Bootstrap.interval(
                evaluation.metric(Metric.ROC_AUC).difference().orElseThrow().value(),
                Bootstrap.draw(
                        rows.labels(),
                        2000,
                        1,
                        () -> weights -> area(models.current(), weights) - area(old, weights))
                    .stream()
                    .mapToDouble(one -> one))
            .orElseThrow();

    double width = deLong.high() - deLong.low();
    assertEquals(deLong.low(), drawn.low(), 0.1 * width);
    assertEquals(deLong.high(), drawn.high(), 0.1 * width);
  }

  private static double area(LabelledPredictions rows, int[] weights) {
    int[] drawn = new int[Arrays.stream(weights).sum()];
    int next = 0;
    for (int row = 0; row < weights.length; row++) {
      for (int i = 0; i < weights[row]; i++) {
        drawn[next++] = row;
      }
    }
    boolean[] labels = new boolean[drawn.length];
    double[] probabilities = new double[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      labels[i] = rows.labels()[drawn[i]];
      probabilities[i] = rows.probabilities()[drawn[i]];
    }
    return LabelledPredictions.of(labels, probabilities).discrimination().rocAuc();
  }

  @Test
  void decisionsAreThoseOfTheThresholdOfLeastCost() {
    Decisions decisions = evaluation.decisions().orElseThrow();
    Decisions.OfModel current = decisions.models().current();

    assertFalse(current.given());
    assertEquals(current.threshold(), current.best().orElseThrow().value());
    double cost = 0;
    double[] amounts = rows.amounts().orElseThrow();
    boolean[] refused = rows.models().current().refused(current.threshold());
    for (int row = 0; row < amounts.length; row++) {
      boolean late = rows.labels()[row];
      cost +=
          late && !refused[row]
              ? 0.8 * amounts[row] + 5
              : !late && refused[row] ? 0.1 * amounts[row] : 0;
    }
    assertEquals(
        cost / amounts.length, evaluation.metric(Metric.EXPECTED_COST).current().value(), 1e-9);
  }

  /** Which takes orders as they come, bad ones now more, now fewer of them. */
  @Test
  void theIntervalOfARateIsAboutAsWideAsWilsons() {
    SwapSet swapSet = evaluation.decisions().orElseThrow().swapSet().orElseThrow();
    int approved = swapSet.bothApprove().rows() + swapSet.onlyCurrent().rows();
    int bad = swapSet.bothApprove().positives() + swapSet.onlyCurrent().positives();

    Interval wilson = Interval.ofShare(bad, approved);
    Interval drawn = evaluation.metric(Metric.BAD_RATE).current().interval();

    double width = wilson.high() - wilson.low();
    assertEquals(width, drawn.high() - drawn.low(), 0.25 * width);
  }

  @Test
  void theSwapSetHoldsEveryOrderOnce() {
    SwapSet swapSet = evaluation.decisions().orElseThrow().swapSet().orElseThrow();
    List<SwapSet.Cell> cells =
        List.of(
            swapSet.bothApprove(),
            swapSet.onlyCurrent(),
            swapSet.onlyOld(),
            swapSet.noneApproves());

    assertEquals(3000, cells.stream().mapToInt(SwapSet.Cell::rows).sum());
    assertEquals(
        rows.models().current().positives(),
        cells.stream().mapToInt(SwapSet.Cell::positives).sum());
    assertEquals(
        Arrays.stream(rows.amounts().orElseThrow()).sum(),
        cells.stream().mapToDouble(SwapSet.Cell::amount).sum(),
        1e-6);
    assertEquals(
        evaluation.metric(Metric.APPROVAL_RATE).current().value(),
        (swapSet.bothApprove().rows() + swapSet.onlyCurrent().rows()) / 3000.0,
        1e-12);
  }

  @Test
  void groupsHoldEveryOrderOnceAndSmallOnesAreNotJudged() {
    Map<String, List<Group>> slices =
        evaluation.groups().stream().collect(Collectors.groupingBy(Group::slice));

    assertEquals(3, slices.size());
    slices
        .values()
        .forEach(groups -> assertEquals(3000, groups.stream().mapToInt(Group::rows).sum()));
    List<String> names = new ArrayList<>();
    evaluation.groups().forEach(group -> names.add(group.name()));
    assertEquals(
        List.of("FR", "DE", "AT", "no", "yes", "below 50", "50 to 100", "100 and more"), names);
    Group small = evaluation.groups().get(2);
    assertTrue(small.rows() < 100 && small.models().isEmpty(), small::toString);
    assertTrue(evaluation.groups().get(0).difference().orElseThrow().rocAuc().value() > 0);
  }

  private JoinedRows with(ByModel<LabelledPredictions> models) {
    return new JoinedRows(
        models,
        rows.amounts(),
        rows.period(),
        rows.groupings(),
        rows.counts(),
        rows.fingerprints(),
        rows.contributions(),
        rows.values());
  }

  private Definition withSeed(long seed) {
    return new Definition(
        definition.title(),
        definition.predictions(),
        definition.old(),
        definition.outcome(),
        definition.slices(),
        definition.sliceMinimum(),
        definition.decision(),
        definition.gates(),
        definition.rounds(),
        seed,
        definition.contributions());
  }
}
