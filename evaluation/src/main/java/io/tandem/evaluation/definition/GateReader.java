package io.tandem.evaluation.definition;

import io.tandem.evaluation.statistics.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the gates of a definition. */
final class GateReader {
  private GateReader() {}

  static List<Gate> gates(
      List<DefinitionObject> list,
      List<Definition.Slice> slices,
      Optional<Definition.Decision> decision) {
    List<Gate> gates = new ArrayList<>();
    for (DefinitionObject json : list) {
      Gate gate = gate(json, slices);
      String needed =
          gate.metric() == Metric.EXPECTED_COST
              ? decision.flatMap(Definition.Decision::costs).isPresent() ? "" : "$.decision.costs"
              : gate.metric().ofDecisions() && decision.isEmpty() ? "$.decision" : "";
      if (!needed.isEmpty()) {
        throw new EvaluationException(
            "%s: %s needs %s".formatted(json.place(), gate.metric().key(), needed));
      }
      gates.add(gate);
    }
    return gates;
  }

  private static Gate gate(DefinitionObject json, List<Definition.Slice> slices) {
    json.allow("figure", "slice", "better_by", "not_worse_by", "at_least", "at_most");
    String key = json.text("figure").orElseThrow(() -> json.missing("figure"));
    Metric metric =
        Arrays.stream(Metric.values())
            .filter(one -> one.key().equals(key))
            .findFirst()
            .orElseThrow(() -> json.fault("figure", "one of " + keys()));
    Optional<String> slice = json.text("slice");
    if (slice.isPresent() && slices.stream().noneMatch(one -> one.name().equals(slice.get()))) {
      throw json.fault("slice", "the name of one of $.slices");
    }
    if (slice.isPresent() && metric != Metric.ROC_AUC) {
      throw json.fault("figure", Metric.ROC_AUC.key() + ", by which slices are compared");
    }
    List<Gate.Condition> conditions = new ArrayList<>();
    json.number("better_by", 0, 1e12).ifPresent(value -> conditions.add(new Gate.BetterBy(value)));
    json.number("not_worse_by", 0, 1e12)
        .ifPresent(value -> conditions.add(new Gate.NotWorseBy(value)));
    json.number("at_least", -1e12, 1e12)
        .ifPresent(value -> conditions.add(new Gate.AtLeast(value)));
    json.number("at_most", -1e12, 1e12).ifPresent(value -> conditions.add(new Gate.AtMost(value)));
    if (conditions.size() != 1) {
      throw new EvaluationException(
          json.place() + ": expected just one of better_by, not_worse_by, at_least, at_most");
    }
    Gate gate = new Gate(metric, conditions.getFirst(), slice);
    if (gate.isOfGain() && !metric.ranksModels()) {
      throw json.fault(
          "figure", "at_least or at_most, as neither a higher nor a lower one is better by itself");
    }
    return gate;
  }

  private static String keys() {
    return Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.joining(", "));
  }
}
