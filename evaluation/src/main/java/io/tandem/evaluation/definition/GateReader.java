package io.tandem.evaluation.definition;

import io.tandem.evaluation.statistics.Metric;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the gates of a definition. */
final class GateReader {
  private static final Map<String, Metric> METRICS =
      Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::key, Function.identity()));

  private final Set<String> slices;
  private final boolean hasDecision;
  private final boolean hasCosts;

  /**
   * @param slices names of the definition's slices
   * @param decision of the definition, right or wrong
   */
  GateReader(Set<String> slices, Optional<JsonObject> decision) {
    this.slices = slices;
    this.hasDecision = decision.isPresent();
    this.hasCosts = decision.filter(json -> json.optional("costs").isPresent()).isPresent();
  }

  /** Returns the gates without a fault; the others are noted as problems. */
  List<Gate> gates(List<JsonObject> list) {
    List<Gate> gates = new ArrayList<>();
    list.forEach(json -> gate(json).ifPresent(gates::add));
    return gates;
  }

  private Optional<Gate> gate(JsonObject json) {
    JsonField metricField = json.required("figure");
    Optional<Metric> metric = metricField.choice(METRICS, Map.of("auc", Metric.ROC_AUC.key()));
    JsonField sliceField = json.optional("slice");
    Optional<String> slice = sliceField.text();
    if (slice.isPresent() && !slices.contains(slice.get())) {
      sliceField.expected("the name of one of $.slices");
    }
    Optional<Gate.Condition> condition = condition(json);
    json.refuseOtherFields();
    Optional<Gate> gate = metric.flatMap(of -> condition.map(holds -> new Gate(of, holds, slice)));
    gate.ifPresent(one -> check(one, json, metricField));
    return gate;
  }

  private static Optional<Gate.Condition> condition(JsonObject json) {
    List<Optional<Gate.Condition>> conditions = new ArrayList<>();
    read(json.optional("better_by"), 0, Gate.BetterBy::new).ifPresent(conditions::add);
    read(json.optional("not_worse_by"), 0, Gate.NotWorseBy::new).ifPresent(conditions::add);
    read(json.optional("at_least"), -1e12, Gate.AtLeast::new).ifPresent(conditions::add);
    read(json.optional("at_most"), -1e12, Gate.AtMost::new).ifPresent(conditions::add);
    if (conditions.size() != 1) {
      json.problem("expected just one of better_by, not_worse_by, at_least, at_most");
      return Optional.empty();
    }
    return conditions.getFirst();
  }

  /** Empty for an absent field; an empty value for a wrong one. */
  private static Optional<Optional<Gate.Condition>> read(
      JsonField json, double least, DoubleFunction<Gate.Condition> condition) {
    return json.isPresent()
        ? Optional.of(json.number(least, 1e12).map(condition::apply))
        : Optional.empty();
  }

  private void check(Gate gate, JsonObject json, JsonField metricField) {
    Metric metric = gate.metric();
    if (gate.slice().isPresent() && metric != Metric.ROC_AUC) {
      metricField.expected(Metric.ROC_AUC.key() + ", by which slices are compared");
    }
    if (gate.isOfGain() && !metric.ranksModels()) {
      metricField.expected(
          "at_least or at_most, since neither a higher nor a lower one is better by itself");
    }
    if (metric == Metric.EXPECTED_COST && !hasCosts) {
      json.problem(metric.key() + " needs $.decision.costs");
    } else if (metric.ofDecisions() && !hasDecision) {
      json.problem(metric.key() + " needs $.decision");
    }
  }
}
