package io.tandem.inferenceserver.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  private final Durations durations = new Durations();

  @Test
  void fewDurationsAreAllTold() {
    for (long micros : new long[] {7, 0, 31, 7, 63}) {
      durations.record(micros * 1000);
    }

    assertArrayEquals(new double[] {0, 0.007, 0.007, 0.031, 0.063}, durations.drain());
    assertArrayEquals(new double[0], durations.drain());
  }

  @Test
  void manyAreToldByTheirPercentiles() {
    for (int micros = 1; micros <= 1000; micros++) {
      durations.record(micros * 1000L);
    }

    double[] values = durations.drain();

    assertEquals(100, values.length);
    for (int i = 0; i < 100; i++) {
      double exact = (i + 1) * 0.010;
      assertTrue(values[i] >= exact && values[i] <= exact * 33 / 32, i + ": " + values[i]);
    }
  }

  @Test
  void theLongestIsNeverLost() {
    for (int i = 0; i < 100_000; i++) {
      durations.record(1_000_000);
    }
    durations.record(2_000_000_000);

    double[] values = durations.drain();

    assertEquals(1.0, values[98], 1.0 / 32);
    assertEquals(2000, values[99], 2000.0 / 32);
  }

  @Test
  void everyDurationIsToldWithinTheThirtySecondPart() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long micros = random.nextLong(1L << random.nextInt(1, 32));
      durations.record(micros * 1000 + 999);

      double told = Math.rint(durations.drain()[0] * 1000);

      assertTrue(told >= micros && told <= micros * 33.0 / 32, micros + " told as " + told);
    }
  }

  @Test
  void whatNoClockShouldGiveIsKeptWithinTheRange() {
    durations.record(-5);
    durations.record(Long.MAX_VALUE);

    assertArrayEquals(new double[] {0, 4294967.295}, durations.drain());
  }
}
