package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class DecisionCurveTest {
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/golden/decisions.tsv", delimiter = '\t', maxCharsPerColumn = 100_000)
  void figuresAreThoseOfTheDefinitions(
      String name,
      String labels,
      String old,
      String current,
      String costs,
      double threshold,
      double approval,
      double badRate,
      double cost,
      double precision,
      double recall,
      double falsePositiveRate,
      double leastCost,
      double badRateAtEqualApproval,
      double approvalAtEqualBadRate,
      double stabilityIndex) {
    Predicted rows = Predicted.of(Columns.labels(labels), Columns.numbers(current));
    Predicted before = Predicted.of(Columns.labels(labels), Columns.numbers(old));
    Thresholds thresholds = Thresholds.of(rows, 1000, threshold);
    DecisionCurve curve = curve(rows, thresholds, Columns.numbers(costs));
    int cut = thresholds.cut(threshold);
    DecisionCurve oldCurve = curve(before, Thresholds.of(before, 1000), Columns.numbers(costs));
    int oldCut = Thresholds.of(before, 1000).cut(threshold);

    assertEquals(approval, curve.approvalRate(cut), 1e-12);
    assertEquals(badRate, curve.badRate(cut), 1e-12);
    assertEquals(cost, curve.cost(cut), 1e-10);
    assertEquals(precision, curve.precision(cut), 1e-12);
    assertEquals(recall, curve.recall(cut), 1e-12);
    assertEquals(falsePositiveRate, curve.falsePositiveRate(cut), 1e-12);
    assertEquals(leastCost, curve.cost(curve.cheapest()), 1e-10);
    assertEquals(
        badRateAtEqualApproval, curve.badRateAtApproval(oldCurve.approvalRate(oldCut)), 1e-12);
    // The golden one is the best of a grid.
    assertEquals(
        approvalAtEqualBadRate,
        curve.approvalRateAtBadRate(oldCurve.badRate(oldCut)),
        1.0 / 200 / rows.rows() + 1e-12);
    assertEquals(
        stabilityIndex, StabilityIndex.of(before.probabilities(), rows.probabilities()), 1e-12);
  }

  @Test
  void aModelApprovesAsManyAtItsOwnBadRateOrMore() {
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      Predicted rows = random(random, 60);
      DecisionCurve curve = curve(rows, Thresholds.of(rows, 1000), new double[rows.rows()]);
      for (int cut = 1; cut < curve.cuts(); cut++) {
        assertEquals(curve.badRate(cut), curve.badRateAtApproval(curve.approvalRate(cut)), 1e-12);
        assertTrue(
            curve.approvalRateAtBadRate(curve.badRate(cut)) >= curve.approvalRate(cut) - 1e-12);
      }
    }
  }

  @Test
  void rowsThatCountTwiceAreTwoRows() {
    Predicted rows = Predicted.of(new boolean[] {true, false}, new double[] {0.7, 0.2});
    int[] times = {2, 1};

    DecisionCurve curve =
        DecisionCurve.of(rows.labels(), Thresholds.of(rows, 10), times, new double[] {5, 1});

    assertEquals(2.0 / 3, curve.badRate(2), 1e-15);
    assertEquals(10.0 / 3, curve.cost(2), 1e-15);
    assertEquals(0, curve.cost(1), 1e-15);
    assertEquals(1.0 / 3, curve.cost(0), 1e-15);
  }

  @Test
  void whereRefusingNoneIsCheapestTheThresholdRefusesNone() {
    Predicted rows = Predicted.of(new boolean[] {true, false}, new double[] {1, 0.2});
    DecisionCurve curve = curve(rows, Thresholds.of(rows, 10), new double[] {0, 7});

    assertEquals(Thresholds.NONE, curve.threshold(curve.cheapest()));
    assertEquals(0, rows.refused(Thresholds.NONE)[0] ? 1 : 0);
  }

  @Test
  void manyLevelsHaveFewThresholdsAndTheWantedOneAmongThem() {
    Predicted rows = random(new Random(8), 5000);
    double wanted = 0.123456;

    Thresholds thresholds = Thresholds.of(rows, 100, wanted);

    assertTrue(thresholds.count() > 90 && thresholds.count() <= 101, "" + thresholds.count());
    DecisionCurve curve = curve(rows, thresholds, new double[rows.rows()]);
    long approved = Arrays.stream(rows.probabilities()).filter(p -> p < wanted).count();
    assertEquals(
        (double) approved / rows.rows(), curve.approvalRate(thresholds.cut(wanted)), 1e-15);
  }

  @Test
  void aDistributionIsStableAgainstItself() {
    double[] values = new Random(2).doubles(1000).toArray();
    double[] same = new double[50];

    assertEquals(0, StabilityIndex.of(values, values), 0);
    assertEquals(0, StabilityIndex.of(same, same), 0);
    assertTrue(StabilityIndex.of(values, Arrays.stream(values).map(v -> v * v).toArray()) > 0.25);
  }

  private static DecisionCurve curve(Predicted rows, Thresholds thresholds, double[] costs) {
    int[] once = new int[rows.rows()];
    Arrays.fill(once, 1);
    return DecisionCurve.of(rows.labels(), thresholds, once, costs);
  }

  private static Predicted random(Random random, int count) {
    boolean[] labels = new boolean[count];
    double[] probabilities = new double[count];
    for (int row = 0; row < count; row++) {
      labels[row] = row < 2 ? row == 0 : random.nextInt(4) == 0;
      probabilities[row] = count > 100 ? random.nextDouble() : random.nextInt(20) / 20.0;
    }
    return Predicted.of(labels, probabilities);
  }
}
