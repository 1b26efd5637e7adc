package io.tandem.report.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AxisTest {
  @ParameterizedTest
  @CsvSource({"0, 0.83", "-0.031, 0.012", "0.7, 0.7", "0, 0", "12, 98765"})
  void anAxisHasAFewRoundMarksAroundAllValues(double lowest, double highest) {
    Axis axis = Axis.around("value", lowest, highest, false);

    assertTrue(axis.low() <= lowest && highest <= axis.high(), axis::toString);
    assertTrue(axis.marks().size() >= 2 && axis.marks().size() <= 8, axis.marks()::toString);
    assertEquals(axis.low(), axis.marks().getFirst(), 1e-9 * Math.abs(axis.step()));
  }

  @Test
  void marksAreWrittenWithTheDigitsOfTheStep() {
    Axis axis = new Axis("difference", -0.05, 0.05, 0.05, false);

    assertEquals("−0.05", axis.text(-0.05));
    assertEquals("0.00", axis.text(-0.0));
    assertEquals("20 %", Axis.ofShare("share").text(0.2));
  }
}
