package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LevelCountsTest {
  @Test
  void eachCountStartsAnew() {
    boolean[] labels = {true, false, true, false};
    LevelCounts counts =
        new LevelCounts(labels, ProbabilityLevels.of(new double[] {0.1, 0.1, 0.2, 0.2}));
    double[] costs = {1, 10, 100, 1000};

    counts.count(new int[] {3, 1, 0, 0}, costs);
    counts.count(new int[] {0, 2, 1, 1}, costs);

    assertArrayEquals(new int[] {0, 1}, counts.positives());
    assertArrayEquals(new int[] {2, 1}, counts.negatives());
    assertEquals(0, counts.costOfApproving(0));
    assertEquals(20, counts.costOfRefusing(0));
    assertEquals(100, counts.costOfApproving(1));
    assertEquals(1000, counts.costOfRefusing(1));
  }
}
