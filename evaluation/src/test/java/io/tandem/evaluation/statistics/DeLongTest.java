package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class DeLongTest {
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "/golden/comparison.tsv",
      delimiter = '\t',
      maxCharsPerColumn = 100_000)
  void varianceAndPValueAreThoseOfTheDefinition(
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
    LabelledPredictions one =
        LabelledPredictions.of(Columns.labels(labels), Columns.numbers(first));
    LabelledPredictions other =
        LabelledPredictions.of(Columns.labels(labels), Columns.numbers(second));

    DeLong areas = DeLong.of(one.labels(), one.levels(), other.levels());

    assertEquals(firstAuc, areas.first(), 1e-14);
    assertEquals(secondAuc, areas.second(), 1e-14);
    assertEquals(variance, areas.varianceOfDifference(), 1e-14);
    assertEquals(pValue, areas.pValue(), 1e-12);
    assertEquals(firstKs, one.discrimination().ks(), 1e-14);
    assertEquals(firstPrecision, one.discrimination().averagePrecision(), 1e-14);
    assertEquals(secondKs, other.discrimination().ks(), 1e-14);
    assertEquals(secondPrecision, other.discrimination().averagePrecision(), 1e-14);
  }

  @Test
  void theVarianceOfADifferenceFromAConstantIsThatOfTheArea() {
    Random random = new Random(3);
    boolean[] labels = new boolean[200];
    double[] probabilities = new double[200];
    for (int row = 0; row < 200; row++) {
      labels[row] = random.nextInt(3) == 0;
      probabilities[row] = random.nextInt(50) / 100.0 + (labels[row] ? 0.1 : 0);
    }

    DeLong areas =
        DeLong.of(
            labels, ProbabilityLevels.of(probabilities), ProbabilityLevels.of(new double[200]));

    assertEquals(areas.varianceOfFirst(), areas.varianceOfDifference(), 1e-15);
    assertEquals(0, areas.varianceOfSecond(), 0);
    assertEquals(new Interval(0.5, 0.5), areas.intervalOfSecond());
  }

  @Test
  void intervalsStayWithinWhatIsPossible() {
    DeLong areas =
        DeLong.of(
            new boolean[] {true, true, false, false},
            ProbabilityLevels.of(new double[] {0.9, 0.5, 0.6, 0.1}),
            ProbabilityLevels.of(new double[] {0.9, 0.8, 0.2, 0.1}));

    assertEquals(1, areas.intervalOfFirst().high());
    assertEquals(1, areas.intervalOfSecond().high());
    assertEquals(1, areas.intervalOfSecond().low());
  }

  @Test
  void modelsInTheOtherOrderHaveTheSameVariances() {
    boolean[] labels = {true, false, true, false, false, true};
    ProbabilityLevels one = ProbabilityLevels.of(new double[] {0.9, 0.8, 0.7, 0.3, 0.2, 0.1});
    ProbabilityLevels other = ProbabilityLevels.of(new double[] {0.5, 0.6, 0.4, 0.1, 0.4, 0.3});

    DeLong areas = DeLong.of(labels, one, other);
    DeLong swapped = DeLong.of(labels, other, one);

    assertEquals(areas.varianceOfFirst(), swapped.varianceOfSecond());
    assertEquals(areas.varianceOfSecond(), swapped.varianceOfFirst());
    assertEquals(areas.varianceOfDifference(), swapped.varianceOfDifference(), 1e-15);
  }
}
