package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
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
    Predicted rows = Predicted.of(Columns.labels(labels), Columns.numbers(probabilities));

    assertEquals(auc, rows.discrimination().rocAuc(), 1e-14);
    assertEquals(2 * auc - 1, rows.discrimination().gini(), 1e-14);
    assertEquals(logLoss, mean(rows, Losses::logLoss), 1e-12 * Math.max(1, logLoss));
    assertEquals(brier, mean(rows, Losses::brier), 1e-14);
  }

  private interface Loss {
    double of(boolean label, double probability);
  }

  private static double mean(Predicted rows, Loss loss) {
    return IntStream.range(0, rows.rows())
        .mapToDouble(row -> loss.of(rows.labels()[row], rows.probabilities()[row]))
        .average()
        .orElseThrow();
  }

  @Test
  void monotoneMapsLeaveTheAreaUnchanged() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      Predicted rows = random(random, 1000);
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
      Predicted rows = random(random, 200);

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
    Predicted rows = Predicted.of(new boolean[] {true, false}, new double[] {-0.0, 0.0});

    assertEquals(0.5, rows.discrimination().rocAuc(), 0);
  }

  @Test
  void oneClassAloneHasNoFigures() {
    Predicted rows = Predicted.of(new boolean[] {true, true}, new double[] {0.1, 0.2});

    assertThrows(IllegalArgumentException.class, rows::discrimination);
  }

  /** The curve's trapezoids have the area of the pairs, as long as every level is a point. */
  @Test
  void theAreaUnderTheCurveIsTheArea() {
    Predicted rows = random(new Random(3), 500);

    Curves curves = Curves.of(rows, 1000);

    double area = 0;
    for (int i = 1; i < curves.precisions().length; i++) {
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
    Predicted rows = Predicted.of(labels, random.doubles(labels.length).toArray());

    Curves curves = Curves.of(rows, 100);

    int points = curves.precisions().length;
    assertTrue(points > 90 && points <= 100, points + " points");
    assertEquals(1, curves.truePositiveRates()[points - 1]);
    assertEquals(1, curves.falsePositiveRates()[points - 1]);
  }

  /** Rounded, so that there are ties. */
  private static Predicted random(Random random, int count) {
    boolean[] labels = new boolean[count];
    double[] probabilities = new double[count];
    for (int row = 0; row < count; row++) {
      labels[row] = random.nextInt(5) == 0;
      probabilities[row] = random.nextInt(64) / 128.0 + (labels[row] ? 0.25 : 0);
    }
    return Predicted.of(labels, probabilities);
  }

  private static double area(Predicted rows, DoubleUnaryOperator map) {
    return Predicted.of(rows.labels(), Arrays.stream(rows.probabilities()).map(map).toArray())
        .discrimination()
        .rocAuc();
  }

  private static double areaByPairs(Predicted rows) {
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
}
