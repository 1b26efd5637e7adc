package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ProbabilityLevelsTest {
  private static final ProbabilityLevels LEVELS =
      ProbabilityLevels.of(new double[] {0.5, -0.0, 0.25, 0.5, 0});

  @Test
  void equalProbabilitiesShareALevel() {
    assertEquals(3, LEVELS.count());
    assertEquals("[2, 0, 1, 2, 0]", Arrays.toString(levels(LEVELS, 5)));
    assertEquals(0, LEVELS.probability(0));
    assertEquals(0.5, LEVELS.probability(2));
  }

  @Test
  void aThresholdBeginsAtTheLowestLevelOfAtLeastIt() {
    assertEquals(0, LEVELS.from(-0.0));
    assertEquals(1, LEVELS.from(0.1));
    assertEquals(1, LEVELS.from(0.25));
    assertEquals(3, LEVELS.from(0.51));
  }

  @Test
  void rowsInAnotherOrderKeepTheirLevels() {
    ProbabilityLevels sorted = LEVELS.inOrder(new int[] {1, 4, 2, 0, 3});

    assertEquals("[0, 0, 1, 2, 2]", Arrays.toString(levels(sorted, 5)));
    assertEquals(0.25, sorted.probability(1));
  }

  private static int[] levels(ProbabilityLevels levels, int rows) {
    int[] ofRow = new int[rows];
    Arrays.setAll(ofRow, levels::of);
    return ofRow;
  }
}
