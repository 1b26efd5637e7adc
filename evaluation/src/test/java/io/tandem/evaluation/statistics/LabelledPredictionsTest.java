package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class LabelledPredictionsTest {
  private static final LabelledPredictions ROWS =
      LabelledPredictions.of(new boolean[] {true, false, true}, new double[] {0.2, 0.5, 0.5});

  @Test
  void aRowIsRefusedFromTheThresholdOn() {
    assertArrayEquals(new boolean[] {false, true, true}, ROWS.refused(0.5));
    assertArrayEquals(new boolean[] {true, true, true}, ROWS.refused(0.2));
    assertArrayEquals(new boolean[] {false, false, false}, ROWS.refused(Math.nextUp(0.5)));
  }

  @Test
  void rowsAreCountedByClassAndLevel() {
    assertEquals(3, ROWS.rows());
    assertEquals(2, ROWS.positives());
    assertArrayEquals(new int[] {1, 1}, ROWS.positivesByLevel());
    assertArrayEquals(new int[] {0, 1}, ROWS.negativesByLevel());
  }

  @Test
  void columnsOfDifferentLengthsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> LabelledPredictions.of(new boolean[2], new double[3]));
  }
}
