package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Gate;
import io.tandem.evaluation.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the model passes its gates.
 *
 * @param outcomes of the gates, in the order of the definition; none when it has none
 */
public record Verdict(List<GateOutcome> outcomes) {
  public Verdict {
    outcomes = List.copyOf(outcomes);
  }

  public static Verdict of(Evaluation evaluation) {
    return new Verdict(
        evaluation.definition().gates().stream().map(gate -> outcome(gate, evaluation)).toList());
  }

  public boolean passed() {
    return outcomes.stream().allMatch(GateOutcome::passed);
  }

  /** In one line. */
  public String sentence() {
    if (outcomes.isEmpty()) {
      return "no verdict, as no gate applies";
    }
    if (outcomes.size() == 1) {
      return passed() ? "passed the gate" : "failed the gate";
    }
    long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    return failed == 0
        ? "passed all %d gates".formatted(outcomes.size())
        : "failed %d of %d gates".formatted(failed, outcomes.size());
  }

  private static GateOutcome outcome(Gate gate, Evaluation evaluation) {
    return gate.slice().isPresent() ? ofSlice(gate, evaluation) : ofAll(gate, evaluation);
  }

  private static GateOutcome ofAll(Gate gate, Evaluation evaluation) {
    Optional<Comparison> metric = Optional.ofNullable(evaluation.metrics().get(gate.metric()));
    Optional<Estimate> seen =
        gate.isOfGain() ? metric.flatMap(Comparison::difference) : metric.map(Comparison::current);
    return new GateOutcome(
        gate, seen.map(one -> check(gate, "all orders", one)).stream().toList(), List.of());
  }

  private static GateOutcome ofSlice(Gate gate, Evaluation evaluation) {
    List<GateOutcome.Check> checks = new ArrayList<>();
    List<String> tooSmall = new ArrayList<>();
    for (Group group : evaluation.groups()) {
      if (!group.slice().equals(gate.slice().orElseThrow())) {
        continue;
      }
      Optional<Estimate> seen =
          gate.isOfGain()
              ? group.difference().map(Group.Difference::rocAuc)
              : group.models().map(models -> models.current().rocAuc());
      if (seen.isPresent()) {
        checks.add(check(gate, group.name(), seen.get()));
      } else {
        tooSmall.add(group.name());
      }
    }
    return new GateOutcome(gate, checks, tooSmall);
  }

  private static GateOutcome.Check check(Gate gate, String about, Estimate seen) {
    Interval interval = seen.interval();
    double leastGain = gate.metric().moreIsBetter() ? interval.low() : -interval.high();
    boolean passed =
        switch (gate.condition()) {
          case Gate.BetterBy(double least) -> leastGain > least;
          case Gate.NotWorseBy(double margin) -> leastGain >= -margin;
          case Gate.AtLeast(double value) -> seen.value() >= value;
          case Gate.AtMost(double value) -> seen.value() <= value;
        };
    return new GateOutcome.Check(about, seen, passed);
  }
}
