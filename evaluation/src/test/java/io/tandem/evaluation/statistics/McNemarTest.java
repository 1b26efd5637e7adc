package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class McNemarTest {
  /**
   * By SciPy 1.10.1: {@code binomtest(min(a, b), a + b).pvalue}, from 25 on {@code chi2.sf(max(0,
   * abs(a - b) - 1)**2 / (a + b), 1)}.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1, 5, 0.21875",
    "5, 1, 0.21875",
    "3, 3, 1",
    "0, 24, 1.1920928955078125e-07",
    "10, 15, 0.4237107971667936",
    "40, 60, 0.05743311963200335",
    "86, 150, 4.114562281345944e-05",
    "30, 30, 1"
  })
  void pValuesAreThoseOfSciPy(int onlyFirst, int onlySecond, double pValue) {
    assertEquals(pValue, McNemar.of(onlyFirst, onlySecond).pValue(), 1e-12);
  }

  @Test
  void onlyRowsOnWhichOneModelErrsAreCounted() {
    McNemar errors =
        McNemar.of(
            new boolean[] {true, true, true, false, false, false},
            new boolean[] {true, true, false, false, true, false},
            new boolean[] {false, true, true, true, false, false});

    assertEquals(2, errors.onlyFirstRight());
    assertEquals(2, errors.onlySecondRight());
  }
}
