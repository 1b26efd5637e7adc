package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    LabelledPredictions rows =
        LabelledPredictions.of(Columns.labels(labels), Columns.numbers(current));
    LabelledPredictions before =
        LabelledPredictions.of(Columns.labels(labels), Columns.numbers(old));
    DecisionCurve curve = curve(rows, Columns.numbers(costs));
    int cut = curve.cut(threshold);
    DecisionCurve oldCurve = curve(before, Columns.numbers(costs));
    int oldCut = oldCurve.cut(threshold);

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
      LabelledPredictions rows = random(random, 60);
      DecisionCurve curve = curve(rows, new double[rows.rows()]);
      for (int cut = 1; cut < curve.cuts(); cut++) {
        assertEquals(curve.badRate(cut), curve.badRateAtApproval(curve.approvalRate(cut)), 1e-12);
        assertTrue(
            curve.approvalRateAtBadRate(curve.badRate(cut)) >= curve.approvalRate(cut) - 1e-12);
      }
    }
  }

  @Test
  void rowsThatCountTwiceAreTwoRows() {
    LabelledPredictions rows =
        LabelledPredictions.of(new boolean[] {true, false}, new double[] {0.7, 0.2});
    int[] weights = {2, 1};

    DecisionCurve curve =
        DecisionCurve.of(rows.labels(), rows.levels(), weights, new double[] {5, 1});

    assertEquals(2.0 / 3, curve.badRate(2), 1e-15);
    assertEquals(10.0 / 3, curve.cost(2), 1e-15);
    assertEquals(0, curve.cost(1), 1e-15);
    assertEquals(1.0 / 3, curve.cost(0), 1e-15);
  }

  @Test
  void whereRefusingNoneIsCheapestTheThresholdRefusesNone() {
    LabelledPredictions rows =
        LabelledPredictions.of(new boolean[] {true, false}, new double[] {1, 0.2});
    DecisionCurve curve = curve(rows, new double[] {0, 7});

    assertEquals(DecisionCurve.NONE, curve.threshold(curve.cheapest()));
    assertEquals(0, rows.refused(DecisionCurve.NONE)[0] ? 1 : 0);
  }

  /**
   * Of few levels and of more than can be drawn; amounts as costs, in cents, so that there are
   * ties.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 7, 40, 1000, 3000})
  void theCheapestThresholdIsThatOfAllThatThereAre(int levels) {
    Random random = new Random(levels);
    for (int round = 0; round < (levels > 100 ? 2 : 40); round++) {
      LabelledPredictions rows = onLevels(random, Math.min(2 * levels + 10, 3500), levels);
      BigDecimal[] cents = new BigDecimal[rows.rows()];
      Arrays.setAll(cents, row -> BigDecimal.valueOf(1 + random.nextInt(5000), 2));

      DecisionCurve curve =
          curve(rows, Arrays.stream(cents).mapToDouble(BigDecimal::doubleValue).toArray());

      assertEquals(cheapest(rows, cents), curve.threshold(curve.cheapest()), 0);
    }
  }

  @Test
  void approvingAllOrNoneMayBeCheapest() {
    LabelledPredictions rows = onLevels(new Random(3), 4000, 2500);
    double[] onlyBad = new double[rows.rows()];
    Arrays.setAll(onlyBad, row -> rows.labels()[row] ? 1 : 0);
    double[] onlyGood = new double[rows.rows()];
    Arrays.setAll(onlyGood, row -> rows.labels()[row] ? 0 : 1);

    DecisionCurve none = curve(rows, onlyBad);
    DecisionCurve all = curve(rows, onlyGood);

    // Refusing good orders costs nothing: the highest threshold below all bad ones.
    double lowestBad = 1;
    for (int row = 0; row < rows.rows(); row++) {
      lowestBad = rows.labels()[row] ? Math.min(lowestBad, rows.probabilities()[row]) : lowestBad;
    }
    assertEquals(lowestBad, none.threshold(none.cheapest()), 0);
    assertEquals(0, none.cost(none.cheapest()), 0);
    assertEquals(DecisionCurve.NONE, all.threshold(all.cheapest()), 0);
    assertEquals(0, all.cost(all.cheapest()), 0);
  }

  @Test
  void aThresholdBetweenTwoProbabilitiesDecidesAsItself() {
    LabelledPredictions rows = onLevels(new Random(8), 5000, 4000);
    double wanted = 0.123456;

    DecisionCurve curve = curve(rows, new double[rows.rows()]);

    long approved = Arrays.stream(rows.probabilities()).filter(p -> p < wanted).count();
    assertEquals((double) approved / rows.rows(), curve.approvalRate(curve.cut(wanted)), 0);
    assertEquals(0, curve.cut(0));
    assertEquals(curve.cuts() - 1, curve.cut(DecisionCurve.NONE));
  }

  /** The first cut at or above it, of all there are. */
  @Test
  void theCutAtAnApprovalRateIsTheLowestThatReachesIt() {
    LabelledPredictions rows = onLevels(new Random(9), 3000, 2800);
    DecisionCurve curve = curve(rows, new double[rows.rows()]);
    for (double rate : new double[] {0, 1e-9, 0.1, 1.0 / 3, 0.5, 0.9, 0.98, 1}) {
      int cut = 0;
      while (curve.approvalRate(cut) < rate) {
        cut++;
      }
      assertEquals(cut, curve.cutAtApproval(rate));
    }
  }

  /** One order more or less of 3000 is seen. */
  @Test
  void figuresAtTheSameRatesAreExactWithManyLevels() {
    LabelledPredictions rows = onLevels(new Random(10), 3000, 1_000_000);
    DecisionCurve curve = curve(rows, new double[rows.rows()]);
    for (int approved : new int[] {1, 2, 1499, 1500, 2998, 2999, 3000}) {
      double[] sorted = rows.probabilities().clone();
      Arrays.sort(sorted);
      double highest = sorted[approved - 1];
      int bad = 0;
      for (int row = 0; row < rows.rows(); row++) {
        bad += rows.labels()[row] && rows.probabilities()[row] <= highest ? 1 : 0;
      }
      assertEquals((double) bad / approved, curve.badRateAtApproval(approved / 3000.0), 1e-12);
    }
  }

  /** The slow obvious one, by decimals; of several the highest. */
  private static double cheapest(LabelledPredictions rows, BigDecimal[] costs) {
    double[] thresholds =
        DoubleStream.concat(
                Arrays.stream(rows.probabilities()).distinct(), DoubleStream.of(Math.nextUp(1.0)))
            .sorted()
            .toArray();
    double cheapest = -1;
    BigDecimal least = BigDecimal.valueOf(Long.MAX_VALUE);
    for (double threshold : thresholds) {
      BigDecimal cost = BigDecimal.ZERO;
      for (int row = 0; row < rows.rows(); row++) {
        boolean refused = rows.probabilities()[row] >= threshold;
        if (refused != rows.labels()[row]) {
          cost = cost.add(costs[row]);
        }
      }
      if (cost.compareTo(least) <= 0) {
        least = cost;
        cheapest = threshold;
      }
    }
    return cheapest;
  }

  private static LabelledPredictions onLevels(Random random, int count, int levels) {
    boolean[] labels = new boolean[count];
    double[] probabilities = new double[count];
    for (int row = 0; row < count; row++) {
      double level = random.nextInt(levels) / (double) levels;
      labels[row] = row < 2 ? row == 0 : random.nextDouble() < 0.2 + 0.6 * level;
      probabilities[row] = level;
    }
    return LabelledPredictions.of(labels, probabilities);
  }

  private static DecisionCurve curve(LabelledPredictions rows, double[] costs) {
    int[] once = new int[rows.rows()];
    Arrays.fill(once, 1);
    return DecisionCurve.of(rows.labels(), rows.levels(), once, costs);
  }

  private static LabelledPredictions random(Random random, int count) {
    boolean[] labels = new boolean[count];
    double[] probabilities = new double[count];
    for (int row = 0; row < count; row++) {
      labels[row] = row < 2 ? row == 0 : random.nextInt(4) == 0;
      probabilities[row] = count > 100 ? random.nextDouble() : random.nextInt(20) / 20.0;
    }
    return LabelledPredictions.of(labels, probabilities);
  }
}
