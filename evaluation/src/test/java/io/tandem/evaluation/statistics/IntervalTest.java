package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
