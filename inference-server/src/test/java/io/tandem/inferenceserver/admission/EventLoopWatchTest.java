package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On one I/O thread; a request that is not refused takes a millisecond, and nothing else does. */
final class EventLoopWatchTest {
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ModelQueue model = new ModelQueue();
  private long now;
  private final Deque<Runnable> atEndOfTurn = new ArrayDeque<>();

  @Test
  void aThousandThatComeAtOnceAreAnsweredHoweverLongTheyTake() {
    EventLoopWatch watch = watch(Duration.ZERO);

    assertEquals(1000, answeredOf(1000, watch));
  }

  /** The selector gives 1024 connections at a time, and so makes two turns of more. */
  @Test
  void aQueueThatLastsLosesWhatComesLateInALongTurn() {
    EventLoopWatch watch = watch(Duration.ZERO);

    assertEquals(1024, answeredOf(1024, watch));
    assertEquals(64, answeredOf(276, watch), "each turn answers some");
    assertEquals(1, answeredOf(1, watch), "the next turn is a new one");
  }

  @Test
  void aQueueIsABurstUntilItHasLasted() {
    EventLoopWatch watch = watch(Duration.ofHours(1));

    assertEquals(1024, answeredOf(1024, watch));
    assertEquals(276, answeredOf(276, watch));
  }

  @Test
  void aShortTurnEndsTheRow() {
    EventLoopWatch watch = watch(Duration.ZERO);

    assertEquals(1024, answeredOf(1024, watch));
    assertEquals(10, answeredOf(10, watch));
    assertEquals(276, answeredOf(276, watch));
  }

  /** A thousand and more calls of one model in each turn, and five of another among the last. */
  @Test
  void aQuietModelIsAnsweredInALateTurn() {
    EventLoopWatch watch = watch(Duration.ZERO);
    ModelQueue quiet = new ModelQueue();
    assertEquals(1024, answeredOf(1024, watch));

    int refused = 0;
    int answered = 0;
    for (int i = 0; i < 1000; i++) {
      refused += isAnswered(watch, model) ? 0 : 1;
      if (i % 200 == 199) {
        answered += isAnswered(watch, quiet) ? 1 : 0;
      }
    }

    assertEquals(5, answered);
    assertTrue(refused > 800, refused + " refused");
  }

  private EventLoopWatch watch(Duration burst) {
    return new EventLoopWatch(burst, () -> now);
  }

  private int answeredOf(int requests, EventLoopWatch watch) {
    int answered = 0;
    for (int i = 0; i < requests; i++) {
      if (isAnswered(watch, model)) {
        answered++;
      }
    }
    atEndOfTurn.remove().run();
    return answered;
  }

  private boolean isAnswered(EventLoopWatch watch, ModelQueue called) {
    boolean late = watch.isLate(called, atEndOfTurn::add);
    if (!late) {
      now += WORK_NANOS;
    }
    return !late;
  }
}
