package io.tandem.inferenceserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only work takes time here, and what is dispatched runs when the test says so. */
final class InvocationSchedulerTest {
  private static final int THREADS = 2;
  private static final int SHORT = 1;
  private static final int LARGE = 40_000;

  private long now;
  private final InvocationScheduler scheduler =
      new InvocationScheduler(THREADS, 1024, Duration.ofMillis(500), () -> now);
  private final ModelQueue model = new ModelQueue();
  private final Deque<Runnable> dispatched = new ArrayDeque<>();
  private final List<String> outcomes = new ArrayList<>();

  /** Notes what becomes of it. */
  private final class Invocation implements InvocationScheduler.Work {
    private final long millis;
    private final boolean telling;
    private boolean queued;

    /**
     * @param telling whether it is answered with 200
     */
    Invocation(long millis, boolean telling) {
      this.millis = millis;
      this.telling = telling;
    }

    @Override
    public long compute() {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      now += nanos;
      outcomes.add(!telling ? "malformed" : queued ? "compute" : "io");
      return telling ? nanos : -1;
    }

    @Override
    public void refuse() {
      outcomes.add("refused");
    }

    @Override
    public void dispatch(Executor threads, Runnable task) {
      queued = true;
      dispatched.add(task);
    }
  }

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void whatIsShortIsComputedWhereItWasRead() {
    assertEquals("compute", outcome(SHORT, 0), "nothing is known yet");
    assertEquals("io", outcome(SHORT, 0));
  }

  @Test
  void aLargeBodyIsNot() {
    outcome(SHORT, 0);

    assertEquals("io", outcome(SHORT, 0));
    assertEquals("compute", afterMany(LARGE, 0));
    assertEquals("io", outcome(SHORT, 0), "large bodies say nothing about short ones");
  }

  @Test
  void whatTakesLongIsNotUntilItIsShortAgain() {
    assertEquals("compute", afterMany(SHORT, 3));
    assertEquals("io", afterMany(SHORT, 0));
    assertEquals("compute", afterMany(SHORT, 3));
  }

  /** An average of the last few would forget each long one before the next. */
  @Test
  void aModelThatIsLongNowAndThenKeepsOffTheIoThread() {
    afterMany(SHORT, 0);
    outcomes.clear();

    for (int i = 0; i < 300; i++) {
      outcome(SHORT, i % 6 == 0 ? 50 : 0);
    }

    assertTrue(Collections.frequency(outcomes, "io") < 64, outcomes.toString());
  }

  @Test
  void aFewPausesDoNotMakeAModelLong() {
    afterMany(SHORT, 0);
    outcomes.clear();

    for (int i = 0; i < 300; i++) {
      outcome(SHORT, i % 16 == 0 ? 50 : 0);
    }

    assertEquals(300, Collections.frequency(outcomes, "io"));
  }

  @Test
  void whatASlowModelTakesSaysNothingOfAnother() {
    assertEquals("compute", afterMany(SHORT, 3));
    ModelQueue other = new ModelQueue();
    submit(other, SHORT, 0, true);
    runAll();

    submit(other, SHORT, 0, true);

    assertEquals("io", outcomes.getLast());
  }

  /** Each takes 20 ms, so the 52nd of two threads would begin after more than half a second. */
  @Test
  void whatWouldBeginTooLateIsRefusedAtOnce() {
    afterMany(SHORT, 20);
    outcomes.clear();

    together(200, 20, 0);

    assertEquals(51, dispatched.size());
    assertEquals(Collections.nCopies(149, "refused"), outcomes, "they do not wait");
    assertFalse(scheduler.admits(model, SHORT));
    runAll();
    assertEquals(51, Collections.frequency(outcomes, "compute"));
    assertTrue(scheduler.admits(model, SHORT));
    assertEquals("compute", outcome(SHORT, 20), "it goes on");
  }

  /** Each takes 100 ms and may wait ten times as long; no round is done until the last has come. */
  @Test
  void whatHasWaitedTooLongIsRefusedWhenLittleIsKnown() {
    together(25, 100, 0);

    assertEquals(25, dispatched.size());
    runAll();
    assertEquals(11, Collections.frequency(outcomes, "compute"));
    assertEquals(14, Collections.frequency(outcomes, "refused"));
  }

  /** Each takes 20 ms, and half a second is the longest wait. */
  @Test
  void malformedBodiesDoNotHideWhatTheOthersTake() {
    together(200, 20, 32);

    runAll();
    assertEquals(1, Collections.frequency(outcomes, "malformed"));
    assertEquals(26, Collections.frequency(outcomes, "compute"));
    assertEquals(173, Collections.frequency(outcomes, "refused"));
  }

  @Test
  void noMoreWaitThanThereArePlaces() {
    together(THREADS + 1024 + 1, 0, 0);

    assertEquals(THREADS + 1024, dispatched.size());
    assertEquals(List.of("refused"), outcomes);
    assertFalse(scheduler.admits(model, SHORT));
  }

  /**
   * At the same time.
   *
   * @param malformed one of so many takes no time and is answered otherwise; 0 for none
   */
  private void together(int count, long millis, int malformed) {
    IntStream.range(0, count)
        .forEach(
            i -> {
              boolean wrong = malformed > 0 && i % malformed == 0;
              submit(model, SHORT, wrong ? 0 : millis, !wrong);
            });
  }

  private String afterMany(int bytes, long millis) {
    for (int i = 1; i < 200; i++) {
      outcome(bytes, millis);
    }
    return outcome(bytes, millis);
  }

  private String outcome(int bytes, long millis) {
    submit(model, bytes, millis, true);
    runAll();
    return outcomes.getLast();
  }

  private void submit(ModelQueue ofModel, int bytes, long millis, boolean telling) {
    scheduler.run(ofModel, bytes, new Invocation(millis, telling));
  }

  private void runAll() {
    while (!dispatched.isEmpty()) {
      dispatched.remove().run();
    }
  }
}
