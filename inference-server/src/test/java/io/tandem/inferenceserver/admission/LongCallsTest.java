package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LongCallsTest {
  private static final int ROUND = 64;
  private static final long LONG = 1001;
  private static final long SHORT = 1000;

  private final LongCalls calls = new LongCalls(1000);

  private void add(int count, long nanos) {
    for (int i = 0; i < count; i++) {
      calls.add(nanos);
    }
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertFalse(calls.areSeldom());
  }

  @Test
  void theFirstCallCountsUntilARoundIsDone() {
    add(1, LONG);
    add(ROUND - 2, SHORT);
    assertFalse(calls.areSeldom());

    add(1, SHORT);
    assertTrue(calls.areSeldom());
  }

  @Test
  void aFewLongOnesOfARoundAreSeldom() {
    add(ROUND, SHORT);
    add(5, LONG);
    assertTrue(calls.areSeldom());

    add(1, LONG);
    assertFalse(calls.areSeldom(), "at once");
  }

  @Test
  void theyAreSeldomAgainAfterAWholeRound() {
    add(6, LONG);
    add(ROUND - 6, SHORT);
    assertFalse(calls.areSeldom());

    add(ROUND - 1, SHORT);
    assertFalse(calls.areSeldom(), "its round is not done");
    add(1, SHORT);
    assertTrue(calls.areSeldom());
  }
}
