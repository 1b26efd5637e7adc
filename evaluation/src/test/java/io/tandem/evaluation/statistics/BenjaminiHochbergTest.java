package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

final class BenjaminiHochbergTest {
  /**
   * The 15 p-values of the paper's example (section 4, on thrombolysis): at a rate of 0.05 the
   * first four are found, as the fourth times 15 / 4 is the last that is not above.
   */
  @Test
  void theExampleOfThePaperFindsItsFour() {
    double[] pValues = {
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0000
    };

    assertArrayEquals(
        new double[] {
          0.0015,
          0.003,
          0.0095,
          0.035625,
          0.0603,
          0.063857142857,
          0.063857142857,
          0.0645,
          0.0765,
          0.486,
          0.581181818182,
          0.714875,
          0.753230769231,
          0.813214285714,
          1
        },
        BenjaminiHochberg.adjusted(pValues),
        1e-12);
  }

  @Test
  void theOrderOfTheHypothesesStays() {
    assertArrayEquals(
        new double[] {0.3, 0.03, 0.3},
        BenjaminiHochberg.adjusted(new double[] {0.25, 0.01, 0.3}),
        1e-15);
    assertArrayEquals(new double[0], BenjaminiHochberg.adjusted(new double[0]));
  }
}
