package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ServiceTimeTest {
  private static final int ROUND = 64;

  private final ServiceTime times = new ServiceTime();

  private void add(int count, long nanos) {
    for (int i = 0; i < count; i++) {
      times.add(nanos);
    }
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertFalse(times.areKnown());
    assertEquals(0, times.least());
    assertEquals(0, times.leastSoFar());
  }

  @Test
  void leastIsThatOfTheLastWholeRound() {
    add(1, 3000);
    add(ROUND - 1, 5000);
    assertTrue(times.areKnown());
    assertEquals(3000, times.least());

    add(ROUND - 1, 7000);
    assertEquals(3000, times.least(), "its round is not done");
    add(1, 9000);
    assertEquals(7000, times.least());
  }

  @Test
  void firstRoundHasALeastSoFar() {
    add(1, 5000);
    assertEquals(5000, times.leastSoFar());
    add(1, 3000);
    assertEquals(3000, times.leastSoFar());
    assertEquals(0, times.least());
    assertFalse(times.areKnown());
  }

  @Test
  void afterTheFirstRoundOnlyWholeOnesCount() {
    add(ROUND, 5000);
    add(1, 3000);
    assertEquals(5000, times.leastSoFar());
  }
}
