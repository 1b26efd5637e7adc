package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

final class CalibrationTest {
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "/golden/calibration.tsv",
      delimiter = '\t',
      maxCharsPerColumn = 100_000)
  void figuresAreThoseOfScikitLearn(
      String name,
      String labels,
      String probabilities,
      double expectedError,
      double inTheLarge,
      double intercept,
      double slope) {
    Calibration calibration = calibration(labels, probabilities, 10);

    assertEquals(expectedError, calibration.expectedError(), 1e-12);
    assertEquals(inTheLarge, calibration.inTheLarge(), 1e-12);
    assertEquals(intercept, calibration.line().orElseThrow().intercept(), 1e-6);
    assertEquals(slope, calibration.line().orElseThrow().slope(), 1e-6);
    assertEquals(10, calibration.bins().size());
  }

  @Test
  void rowsWithTheSameProbabilityShareABin() {
    Calibration calibration = calibration("0,1,0,1,0,1,0,1", ".1,.2,.2,.2,.2,.2,.3,.4", 4);

    assertEquals(
        "6 rows, 3 positive; 2 rows, 1 positive",
        String.join(
            "; ",
            calibration.bins().stream()
                .map(bin -> "%d rows, %d positive".formatted(bin.rows(), bin.positives()))
                .toList()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          0,0,0;       0.1,0.2,0.3
          1,1;         0.1,0.2
          0,1,0,1;     0.5,0.5,0.5,0.5
          0,0,1,1;     0.1,0.2,0.3,0.4
          1,1,0,0;     0.1,0.2,0.3,0.4
          0,0,1,1;     0.1,0.2,0.2,0.4
          0,0,1,1;     0.6,0.7,0.8,0.9
          1,1,0,0;     0.6,0.7,0.8,0.9
          0,0,1,1;     0.1,0.2,0.3,0.35
          1,1,0,0;     0.6,0.7,0.7,0.9
          0,1,0;       0,1e-9,1e-8
          """)
  void whereClassesDoNotOverlapOrProbabilitiesAreTheSameThereIsNoLine(
      String labels, String probabilities) {
    assertTrue(calibration(labels, probabilities, 10).line().isEmpty());
  }

  @Test
  void sureProbabilitiesThatAreWrongGiveFiniteFigures() {
    Calibration calibration = calibration("0,1,0,1,1,0", "0,0,1,1,0.5,0.5", 10);

    assertEquals(0, calibration.line().orElseThrow().slope(), 1e-9);
    assertEquals(1.0 / 3, calibration.expectedError(), 1e-15);
  }

  private static Calibration calibration(String labels, String probabilities, int bins) {
    return Calibration.of(
        Columns.labels(labels), ProbabilityLevels.of(Columns.numbers(probabilities)), bins);
  }
}
