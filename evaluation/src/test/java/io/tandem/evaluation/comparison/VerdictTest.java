package io.tandem.evaluation.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.evaluation.EvaluationFiles;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerdictTest {
  @TempDir private Path folder;

  /** The new model's metric is 0.7, the difference 0.02 with an interval from -0.01 to 0.05. */
  @ParameterizedTest
  @CsvSource({
    "ks, not_worse_by, 0.01, true",
    "ks, not_worse_by, 0.0099, false",
    "ks, better_by, 0, false",
    "ks, at_least, 0.7, true",
    "ks, at_least, 0.71, false",
    "ks, at_most, 0.69, false",
    "log_loss, not_worse_by, 0.05, true",
    "log_loss, not_worse_by, 0.049, false",
    "log_loss, at_most, 0.7, true"
  })
  void aGateLooksAtTheUnfavourableEndOfTheInterval(
      String metric, String condition, String value, boolean passed) throws IOException {
    Verdict verdict = verdict(metric, condition, value, -0.01, 0.05);

    assertEquals(passed, verdict.passed());
  }

  /** An interval from 0.01 to 0.05: a clear gain of KS, a clear loss of log loss. */
  @ParameterizedTest
  @CsvSource({
    "ks, better_by, 0, true",
    "ks, better_by, 0.01, false",
    "ks, better_by, 0.009, true",
    "log_loss, better_by, 0, false",
    "log_loss, not_worse_by, 0.06, true"
  })
  void betterMeansByMoreThanChanceExplains(
      String metric, String condition, String value, boolean passed) throws IOException {
    assertEquals(passed, verdict(metric, condition, value, 0.01, 0.05).passed());
  }

  private Verdict verdict(String metric, String condition, String value, double low, double high)
      throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(
            folder, 200, "{\"figure\": \"%s\", \"%s\": %s}".formatted(metric, condition, value));
    Evaluation evaluation = files.evaluation();
    Estimate difference = new Estimate(0.02, new Interval(low, high));
    Estimate current = new Estimate(0.7, new Interval(0.6, 0.8));
    Map<Metric, Comparison> metrics = new EnumMap<>(Metric.class);
    for (Metric one : Metric.values()) {
      metrics.put(one, new Comparison(current, Optional.of(current), Optional.of(difference)));
    }
    return Verdict.of(
        new Evaluation(
            evaluation.definition(),
            evaluation.rows(),
            metrics,
            evaluation.pValue(),
            evaluation.decisions(),
            evaluation.stabilityIndex(),
            evaluation.calibrations(),
            evaluation.gains(),
            evaluation.groups(),
            evaluation.drivers(),
            evaluation.dependences()));
  }
}
