package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ComparisonTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "/golden/comparison.tsv",
      delimiter = '\t',
      maxCharsPerColumn = 100_000)
  void figuresAreThoseOfScikitLearn(
      String name,
      String labels,
      String first,
      String second,
      double firstAuc,
      double firstKs,
      double firstPrecision,
      double secondAuc,
      double secondKs,
      double secondPrecision,
      double variance,
      double pValue) {
    PairedRows rows =
        new PairedRows(Columns.labels(labels), Columns.numbers(first), Columns.numbers(second));

    Comparison comparison = compare(rows, 1);

    assertEquals(firstAuc, figure(comparison.first(), Figure.ROC_AUC), 1e-14);
    assertEquals(firstKs, figure(comparison.first(), Figure.KS), 1e-14);
    assertEquals(firstPrecision, figure(comparison.first(), Figure.AVERAGE_PRECISION), 1e-14);
    assertEquals(secondAuc, figure(comparison.second(), Figure.ROC_AUC), 1e-14);
    assertEquals(secondKs, figure(comparison.second(), Figure.KS), 1e-14);
    assertEquals(secondPrecision, figure(comparison.second(), Figure.AVERAGE_PRECISION), 1e-14);
    assertEquals(variance, deLong(rows).varianceOfDifference(), 1e-14);
    assertEquals(pValue, comparison.pValue(), 1e-12);
  }

  @Test
  void swappedModelsNegateTheDifferences() {
    PairedRows rows = random(5, 500);
    PairedRows swapped = new PairedRows(rows.labels(), rows.second(), rows.first());

    Comparison one = compare(rows, 3);
    Comparison other = compare(swapped, 3);

    assertEquals(one.pValue(), other.pValue(), 1e-12);
    for (Figure figure : Figure.values()) {
      assertEquals(one.difference(figure), -other.difference(figure), 1e-12, figure.title());
      assertEquals(interval(one, figure).low(), -interval(other, figure).high(), 1e-12);
      assertEquals(interval(one, figure).high(), -interval(other, figure).low(), 1e-12);
    }
  }

  @Test
  void theSameSeedGivesTheSameIntervals() {
    PairedRows rows = random(6, 300);

    assertEquals(compare(rows, 7).intervals(), compare(rows, 7).intervals());
    assertNotEquals(compare(rows, 7).intervals(), compare(rows, 8).intervals());
  }

  /** Both tell how much the difference of the areas varies, in ways that have nothing in common. */
  @Test
  void theBootstrapOfTheAreaIsNearDeLongs() {
    PairedRows rows = random(9, 2000);
    Interval deLong = deLong(rows).interval(Interval.DEVIATIONS_95);

    Interval drawn =
        Objects.requireNonNull(
            new Bootstrap(rows, Levels.of(rows.first()), Levels.of(rows.second()))
                .differences(2000, 1)
                .get(Figure.ROC_AUC));

    double width = deLong.high() - deLong.low();
    assertEquals(deLong.low(), drawn.low(), 0.1 * width);
    assertEquals(deLong.high(), drawn.high(), 0.1 * width);
  }

  /** A figure that is the same for all rows but a few lies within its interval. */
  @ParameterizedTest
  @EnumSource(Figure.class)
  void theDifferenceLiesWithinItsInterval(Figure figure) {
    Comparison comparison = compare(random(12, 1000), 1);

    assertTrue(interval(comparison, figure).contains(comparison.difference(figure)));
  }

  @Test
  void aModelDoesNotDifferFromItself() {
    PairedRows rows = random(13, 200);

    Comparison comparison = compare(new PairedRows(rows.labels(), rows.first(), rows.first()), 1);

    assertEquals(1, comparison.pValue());
    for (Figure figure : Figure.values()) {
      assertEquals(new Interval(0, 0), interval(comparison, figure), figure.title());
    }
  }

  @Test
  void ofOneClassAloneThereIsNothingToCompare() {
    PairedRows rows = new PairedRows(new boolean[3], new double[3], new double[3]);

    EvaluationException fault = assertThrows(EvaluationException.class, () -> compare(rows, 1));

    assertEquals(
        "of the 3 rows that both models have judged 0 are positive; expected at least 2 of each"
            + " class",
        fault.getMessage());
  }

  private static Comparison compare(PairedRows rows, long seed) {
    return Comparison.of(new Join(rows, 0, 0, 0), null, ROUNDS, seed);
  }

  private static DeLong deLong(PairedRows rows) {
    return DeLong.of(rows.labels(), Levels.of(rows.first()), Levels.of(rows.second()));
  }

  private static double figure(Map<Figure, Double> figures, Figure figure) {
    return Objects.requireNonNull(figures.get(figure));
  }

  private static Interval interval(Comparison comparison, Figure figure) {
    return Objects.requireNonNull(comparison.intervals().get(figure));
  }

  /** The second model is the better one; probabilities have ties. */
  private static PairedRows random(long seed, int count) {
    Random random = new Random(seed);
    boolean[] labels = new boolean[count];
    double[] first = new double[count];
    double[] second = new double[count];
    for (int row = 0; row < count; row++) {
      labels[row] = random.nextInt(4) == 0;
      double lift = labels[row] ? 0.2 : 0;
      first[row] = rounded(0.3 + lift + 0.2 * random.nextGaussian());
      second[row] = rounded(0.5 * first[row] + lift + 0.1 * random.nextGaussian());
    }
    return new PairedRows(labels, first, second);
  }

  private static double rounded(double probability) {
    return Math.rint(100 * Math.clamp(probability, 0.0, 1.0)) / 100;
  }
}
