package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class BinaryMetricsTest {
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/golden/metrics.tsv", delimiter = '\t', maxCharsPerColumn = 100_000)
  void figuresAreThoseOfScikitLearn(
      String name, String labels, String probabilities, double auc, double logLoss, double brier) {
    var predictions = predictions(labels, probabilities);

    assertEquals(auc, BinaryMetrics.rocAuc(predictions).orElseThrow(), 1e-14);
    assertEquals(
        logLoss,
        BinaryMetrics.logLoss(predictions.labels(), predictions.probabilities()),
        1e-12 * Math.max(1, logLoss));
    assertEquals(
        brier, BinaryMetrics.brier(predictions.labels(), predictions.probabilities()), 1e-14);
  }

  @Test
  void monotoneMapsLeaveTheAreaUnchanged() {
    var random = new Random(7);
    for (int round = 0; round < 20; round++) {
      var predictions = random(random, 1000);
      double area = BinaryMetrics.rocAuc(predictions).orElseThrow();

      assertEquals(area, area(predictions, p -> p * p), 0);
      assertEquals(area, area(predictions, p -> p / 2), 0);
      assertEquals(1 - area, area(predictions, p -> 1 - p), 1e-12);
    }
  }

  @Test
  void areaIsTheShareOfPairsInOrder() {
    var random = new Random(11);
    for (int round = 0; round < 20; round++) {
      var predictions = random(random, 200);

      assertEquals(
          areaByPairs(predictions), BinaryMetrics.rocAuc(predictions).orElseThrow(), 1e-12);
    }
  }

  @Test
  void oneClassAloneHasNoArea() {
    assertEquals(OptionalDouble.empty(), BinaryMetrics.rocAuc(predictions("1,1", "0.2,0.4")));
    assertEquals(OptionalDouble.empty(), BinaryMetrics.rocAuc(predictions("0,0", "0.2,0.4")));
  }

  @Test
  void surelyWrongPredictionsAreFinite() {
    double loss = BinaryMetrics.logLoss(new boolean[] {true, false}, new double[] {0, 1});

    assertTrue(Double.isFinite(loss) && loss > 30, "log loss " + loss);
  }

  @Test
  void negativeZeroTiesWithZero() {
    assertEquals(0.5, BinaryMetrics.rocAuc(predictions("1,0", "-0.0,0.0")).orElseThrow(), 0);
  }

  private static Predictions predictions(String labels, String probabilities) {
    String[] label = Objects.requireNonNull(labels).split(",", -1);
    String[] probability = Objects.requireNonNull(probabilities).split(",", -1);
    var predictions = new Predictions();
    for (int row = 0; row < label.length; row++) {
      predictions.add(label[row].equals("1"), Double.parseDouble(probability[row]), "");
    }
    return predictions;
  }

  /** Rounded, so that there are ties. */
  private static Predictions random(Random random, int rows) {
    var predictions = new Predictions();
    for (int row = 0; row < rows; row++) {
      boolean label = random.nextInt(5) == 0;
      predictions.add(label, random.nextInt(64) / 128.0 + (label ? 0.25 : 0), "");
    }
    return predictions;
  }

  private static double area(Predictions predictions, DoubleUnaryOperator map) {
    var mapped = new Predictions();
    for (int row = 0; row < predictions.rows(); row++) {
      mapped.add(predictions.label(row), map.applyAsDouble(predictions.probability(row)), "");
    }
    return BinaryMetrics.rocAuc(mapped).orElseThrow();
  }

  private static double areaByPairs(Predictions predictions) {
    double wins = 0;
    for (int a = 0; a < predictions.rows(); a++) {
      for (int b = 0; b < predictions.rows(); b++) {
        if (predictions.label(a) && !predictions.label(b)) {
          double above = predictions.probability(a) - predictions.probability(b);
          wins += (1 + Math.signum(above)) / 2;
        }
      }
    }
    return wins / predictions.positives() / predictions.negatives();
  }
}
