package io.tandem.evaluation.definition;

import io.tandem.evaluation.statistics.Metric;
import java.util.Optional;

/**
 * A condition that the model must meet.
 *
 * @param slice the name of the slice whose groups must hold it, each; empty for all rows together
 */
public record Gate(Metric metric, Condition condition, Optional<String> slice) {
  /** How a metric is judged. Gains are those of the new model, in the metric's better direction. */
  public sealed interface Condition {}

  /** The interval of the gain lies wholly above this. */
  public record BetterBy(double least) implements Condition {}

  /** The interval of the gain lies wholly at or above its negative: a margin of non-inferiority. */
  public record NotWorseBy(double margin) implements Condition {}

  /** The new model's metric is at least this. */
  public record AtLeast(double value) implements Condition {}

  /** The new model's metric is at most this. */
  public record AtMost(double value) implements Condition {}

  /** Whether the gate judges the difference of two models. */
  public boolean isOfGain() {
    return switch (condition) {
      case BetterBy _, NotWorseBy _ -> true;
      case AtLeast _, AtMost _ -> false;
    };
  }

  /** Whether the gate needs two models. */
  public boolean compares() {
    return isOfGain() || metric.ofPairs();
  }
}
