package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside the golden values that {@link DecisionCurveTest} reads. */
final class StabilityIndexTest {
  /**
   * By SciPy 1.17.1: {@code rel_entr(p, q).sum() + rel_entr(q, p).sum()} of the shares of each bin,
   * an empty one 0.0001. In the first case these are 0, ten times 0.1, 0 against 0.1, 0.2, four
   * times 0.1, three times 0, three times 0.1: there are values below and above all that the first
   * distribution has, and each value is the lowest of its bin. In the second case they are 0.4,
   * 0.3, 0.3 against 0.1, 0.2, 0.7.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          .05,.1,.15,.2,.25,.3,.35,.4,.45,.5; .01,.05,.05,.1,.15,.2,.25,.45,.5,.9; 3.5197384799075717
          .2,.2,.2,.2,.4,.4,.4,.6,.6,.6;      .6,.6,.6,.6,.6,.6,.6,.4,.4,.2;       0.7953539633016651
          """)
  void itIsTheSymmetricDivergenceOfTheShares(String first, String second, double index) {
    assertEquals(index, StabilityIndex.of(Columns.numbers(first), Columns.numbers(second)), 1e-12);
  }

  @Test
  void aDistributionIsStableAgainstItself() {
    double[] values = new Random(2).doubles(1000).toArray();
    double[] same = new double[50];

    assertEquals(0, StabilityIndex.of(values, values), 0);
    assertEquals(0, StabilityIndex.of(same, same), 0);
    assertTrue(StabilityIndex.of(values, Arrays.stream(values).map(v -> v * v).toArray()) > 0.25);
  }
}
