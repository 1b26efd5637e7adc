package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GainsTest {
  @Test
  void positivesAreFoundFromTheTop() {
    boolean[] labels = new boolean[20];
    double[] probabilities = new double[20];
    for (int row = 0; row < 20; row++) {
      labels[row] = row >= 18 || row == 0 || row == 15;
      probabilities[row] = row / 20.0;
    }

    List<Gains.Tenth> tenths = Gains.of(LabelledPredictions.of(labels, probabilities));

    assertEquals(0.5, tenths.get(0).captured(), 1e-12);
    assertEquals(5, tenths.get(0).lift(), 1e-12);
    assertEquals(1, tenths.get(0).positiveShare(), 1e-12);
    assertEquals(0.5, tenths.get(1).captured(), 1e-12);
    assertEquals(0.75, tenths.get(2).captured(), 1e-12);
    assertEquals(0.5, tenths.get(2).positiveShare(), 1e-12);
    assertEquals(1, tenths.get(9).captured(), 1e-12);
    assertEquals(1, tenths.get(9).lift(), 1e-12);
  }

  @Test
  void equalProbabilitiesFindWhatChanceFinds() {
    List<Gains.Tenth> tenths =
        Gains.of(LabelledPredictions.of(new boolean[] {true, false, true, false}, new double[4]));

    for (int i = 0; i < 10; i++) {
      assertEquals((i + 1) / 10.0, tenths.get(i).captured(), 1e-12);
      assertEquals(0.5, tenths.get(i).positiveShare(), 1e-12);
    }
  }

  /**
   * A border within equal probabilities finds the mean of a hypergeometric distribution: one of
   * four rows, two of them positive, is 0.5 positives.
   */
  @Test
  void aBorderWithinEqualProbabilitiesFindsItsShareOfThem() {
    boolean[] labels = new boolean[20];
    double[] probabilities = new double[20];
    Arrays.fill(probabilities, 0.1);
    Arrays.fill(probabilities, 1, 5, 0.8);
    probabilities[0] = 0.9;
    for (int positive : new int[] {0, 1, 2, 5}) {
      labels[positive] = true;
    }

    List<Gains.Tenth> tenths = Gains.of(LabelledPredictions.of(labels, probabilities));

    assertEquals(1.5 / 4, tenths.get(0).captured(), 1e-12);
    assertEquals(1.5 / 2, tenths.get(0).positiveShare(), 1e-12);
    assertEquals(2.5 / 4, tenths.get(1).captured(), 1e-12);
    assertEquals(1.0 / 2, tenths.get(1).positiveShare(), 1e-12);
    assertEquals((3 + 1.0 / 15) / 4, tenths.get(2).captured(), 1e-12);
    assertEquals((3 + 1.0 / 15) / 4 / 0.3, tenths.get(2).lift(), 1e-12);
  }
}
