package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class DiscriminationTest {
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/golden/metrics.tsv", delimiter = '\t', maxCharsPerColumn = 100_000)
  void figuresAreThoseOfScikitLearn(
      String name, String labels, String probabilities, double auc, double logLoss, double brier) {
    LabelledPredictions rows =
        LabelledPredictions.of(Columns.labels(labels), Columns.numbers(probabilities));

    assertEquals(auc, rows.discrimination().rocAuc(), 1e-14);
    assertEquals(2 * auc - 1, rows.discrimination().gini(), 1e-14);
    assertEquals(logLoss, mean(rows, Losses::logLoss), 1e-12 * Math.max(1, logLoss));
    assertEquals(brier, mean(rows, Losses::brier), 1e-14);
  }

  private interface Loss {
    double of(boolean label, double probability);
  }

  private static double mean(LabelledPredictions rows, Loss loss) {
    return IntStream.range(0, rows.rows())
        .mapToDouble(row -> loss.of(rows.labels()[row], rows.probabilities()[row]))
        .average()
        .orElseThrow();
  }

  @Test
  void monotoneMapsLeaveTheAreaUnchanged() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      LabelledPredictions rows = random(random, 1000);
      double area = rows.discrimination().rocAuc();

      assertEquals(area, area(rows, p -> p * p), 0);
      assertEquals(area, area(rows, p -> p / 2), 0);
      assertEquals(1 - area, area(rows, p -> 1 - p), 1e-12);
    }
  }

  @Test
  void theAreaIsTheShareOfPairsInOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      LabelledPredictions rows = random(random, 200);

      assertEquals(areaByPairs(rows), rows.discrimination().rocAuc(), 1e-12);
    }
  }

  @Test
  void surelyWrongPredictionsAreFinite() {
    double loss = Losses.logLoss(true, 0) + Losses.logLoss(false, 1);

    assertTrue(Double.isFinite(loss) && loss > 60, "log loss " + loss);
  }

  @Test
  void negativeZeroTiesWithZero() {
    LabelledPredictions rows =
        LabelledPredictions.of(new boolean[] {true, false}, new double[] {-0.0, 0.0});

    assertEquals(0.5, rows.discrimination().rocAuc(), 0);
  }

  @Test
  void oneClassAloneHasNoFigures() {
    LabelledPredictions rows =
        LabelledPredictions.of(new boolean[] {true, true}, new double[] {0.1, 0.2});

    assertThrows(IllegalArgumentException.class, rows::discrimination);
  }

  /** The curve's trapezoids have the area of the pairs, as long as every level is a point. */
  @Test
  void theAreaUnderTheCurveIsTheArea() {
    LabelledPredictions rows = random(new Random(3), 500);

    Curves curves = Curves.of(rows, 1000);

    double area = 0;
    for (int i = 1; i < curves.truePositiveRates().length; i++) {
      double width = curves.falsePositiveRates()[i] - curves.falsePositiveRates()[i - 1];
      area += width * (curves.truePositiveRates()[i] + curves.truePositiveRates()[i - 1]) / 2;
    }
    assertEquals(rows.discrimination().rocAuc(), area, 1e-12);
  }

  @Test
  void aCurveOfManyLevelsHasFewPoints() {
    Random random = new Random(5);
    boolean[] labels = new boolean[10_000];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = random.nextBoolean();
    }
    LabelledPredictions rows =
        LabelledPredictions.of(labels, random.doubles(labels.length).toArray());

    Curves curves = Curves.of(rows, 100);

    int points = curves.precisions().length;
    assertTrue(points > 60 && points <= 100, points + " points");
    assertEquals(1, curves.truePositiveRates()[points]);
    assertEquals(1, curves.falsePositiveRates()[points]);
    assertEquals(1, curves.recalls()[points - 1]);
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/golden/curves.tsv", delimiter = '\t', maxCharsPerColumn = 100_000)
  void curvesAreThoseOfScikitLearn(
      String name,
      String labels,
      String probabilities,
      String falsePositiveRates,
      String truePositiveRates,
      String precisions,
      String recalls,
      double averagePrecision,
      double ks,
      double ksThreshold) {
    LabelledPredictions rows =
        LabelledPredictions.of(Columns.labels(labels), Columns.numbers(probabilities));

    Curves curves = Curves.of(rows, 1000);

    assertArrayEquals(Columns.numbers(falsePositiveRates), curves.falsePositiveRates(), 1e-15);
    assertArrayEquals(Columns.numbers(truePositiveRates), curves.truePositiveRates(), 1e-15);
    assertArrayEquals(Columns.numbers(precisions), curves.precisions(), 1e-15);
    assertArrayEquals(Columns.numbers(recalls), curves.recalls(), 1e-15);
    Discrimination order = rows.discrimination();
    assertEquals(averagePrecision, order.averagePrecision(), 1e-14);
    assertEquals(ks, order.ks(), 1e-14);
    assertEquals(ksThreshold, rows.levels().probability(order.ksLevel()), 0);
  }

  /** The points that are left out are never those of the highest probabilities. */
  @Test
  void theFirstPointsOfAThinnedCurveAreThoseOfTheWhole() {
    LabelledPredictions rows = distinct(new Random(6), 20_000);
    Curves whole = Curves.of(rows, 20_000);

    Curves thinned = Curves.of(rows, 200);

    assertTrue(thinned.precisions().length <= 200);
    for (int point = 0; point < 10; point++) {
      assertEquals(whole.precisions()[point], thinned.precisions()[point], 0);
      assertEquals(whole.recalls()[point], thinned.recalls()[point], 0);
    }
  }

  /** Each point that is drawn is one that a threshold has. */
  @Test
  void everyPointIsThatOfAThreshold() {
    Random random = new Random(12);
    for (int most : new int[] {3, 10, 50, 200, 500}) {
      LabelledPredictions rows = distinct(random, 30 + random.nextInt(3000));
      Curves whole = Curves.of(rows, rows.rows());
      Set<List<Double>> points = new HashSet<>();
      for (int i = 0; i < whole.precisions().length; i++) {
        points.add(List.of(whole.recalls()[i], whole.precisions()[i]));
      }

      Curves thinned = Curves.of(rows, most);

      assertTrue(thinned.precisions().length <= most, most + " points");
      for (int i = 0; i < thinned.precisions().length; i++) {
        assertTrue(points.contains(List.of(thinned.recalls()[i], thinned.precisions()[i])));
      }
    }
  }

  private static LabelledPredictions distinct(Random random, int count) {
    boolean[] labels = new boolean[count];
    double[] probabilities = new double[count];
    for (int row = 0; row < count; row++) {
      labels[row] = row < 2 ? row == 0 : random.nextInt(5) == 0;
      probabilities[row] = random.nextDouble() * 0.7 + (labels[row] ? 0.3 : 0);
    }
    return LabelledPredictions.of(labels, probabilities);
  }

  /** Rounded, so that there are ties. */
  private static LabelledPredictions random(Random random, int count) {
    boolean[] labels = new boolean[count];
    double[] probabilities = new double[count];
    for (int row = 0; row < count; row++) {
      labels[row] = random.nextInt(5) == 0;
      probabilities[row] = random.nextInt(64) / 128.0 + (labels[row] ? 0.25 : 0);
    }
    return LabelledPredictions.of(labels, probabilities);
  }

  private static double area(LabelledPredictions rows, DoubleUnaryOperator map) {
    return LabelledPredictions.of(
            rows.labels(), Arrays.stream(rows.probabilities()).map(map).toArray())
        .discrimination()
        .rocAuc();
  }

  private static double areaByPairs(LabelledPredictions rows) {
    double wins = 0;
    for (int a = 0; a < rows.rows(); a++) {
      for (int b = 0; b < rows.rows(); b++) {
        if (rows.labels()[a] && !rows.labels()[b]) {
          wins += (1 + Math.signum(rows.probabilities()[a] - rows.probabilities()[b])) / 2;
        }
      }
    }
    return wins / rows.positives() / (rows.rows() - rows.positives());
  }

  @Test
  void ofEqualDifferencesTheHighestLevelIsTheKsLevel() {
    // From the top: 1 positive, then one of each, so that the difference is the same again.
    Discrimination ranking = Discrimination.of(new int[] {0, 1, 0, 1}, new int[] {1, 0, 1, 0});

    assertEquals(0.5, ranking.ks());
    assertEquals(3, ranking.ksLevel());
  }
}
