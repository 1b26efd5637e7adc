package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IntervalTest {
  /** By SciPy 1.10.1: {@code binomtest(successes, trials).proportion_ci(method="wilson")}. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.0, 0.7934506856227626",
    "0, 10, 0.0, 0.27753279986288926",
    "1, 10, 0.017876213095072896, 0.4041500267952385",
    "5, 10, 0.236593090512564, 0.7634069094874361",
    "10, 10, 0.7224672001371109, 1.0",
    "263, 100000, 0.0023311026875160617, 0.0029671083720947916"
  })
  void sharesHaveWilsonsInterval(long successes, long trials, double low, double high) {
    Interval interval = Interval.ofShare(successes, trials);

    assertEquals(low, interval.low(), 1e-12);
    assertEquals(high, interval.high(), 1e-12);
  }

  @Test
  void endsOfSharesOfNoneAndOfAllAreExact() {
    for (int trials = 1; trials < 200; trials++) {
      assertEquals(0.0, Interval.ofShare(0, trials).low());
      assertEquals(1.0, Interval.ofShare(trials, trials).high());
    }
  }

  @Test
  void bothEndsAreIncluded() {
    Interval interval = new Interval(-1, 2);

    assertTrue(interval.contains(-1) && interval.contains(2) && interval.contains(0));
    assertFalse(interval.contains(Math.nextDown(-1.0)) || interval.contains(Math.nextUp(2.0)));
  }

  @Test
  void whatIsNoIntervalOrShareIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Interval(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Interval(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> Interval.ofShare(0, 0));
    assertThrows(IllegalArgumentException.class, () -> Interval.ofShare(2, 1));
    assertThrows(IllegalArgumentException.class, () -> Interval.ofShare(-1, 1));
  }
}
