package io.tandem.evaluation.definition;

import io.tandem.evaluation.statistics.Bootstrap;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonField;
import io.tandem.strictjson.JsonLimits;
import io.tandem.strictjson.JsonObject;
import io.tandem.strictjson.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads {@code evaluation.json}. The module's README lists its fields.
 *
 * <p>All faults are reported together; the message names the file and the place of each in it.
 */
public final class EvaluationDefinitionReader {
  private static final JsonLimits LIMITS = JsonLimits.ofBytes(1 << 20);
  private static final int MAX_TEXT = 500;
  private static final int MAX_ROUNDS = 100_000;
  private static final int MAX_SLICES = 40;
  private static final int MAX_GATES = 1_000;
  private static final int MAX_FEATURES = 100_000;

  /** Plots of a report. */
  private static final int MAX_VALUES = 12;

  private EvaluationDefinitionReader() {}

  /**
   * @throws EvaluationException when the file cannot be read or is no definition
   */
  public static Definition read(Path file) {
    Problems problems = new Problems();
    Optional<Definition> definition = definition(JsonObject.read(file, LIMITS, problems));
    if (problems.isEmpty()) {
      return definition.orElseThrow();
    }
    throw new EvaluationException(file + ": " + String.join("; ", problems.all()));
  }

  /** Empty when a required field is missing or wrong. */
  private static Optional<Definition> definition(JsonObject json) {
    String title = json.optional("title").text(MAX_TEXT).orElse("Evaluation");
    Optional<Field> id = field(json.optional("id"));
    Optional<Field> probability = field(json.required("probability"));
    JsonObject oldJson = json.optional("old").objectOrEmpty();
    Optional<Field> oldContributions = field(oldJson.optional("contributions"));
    Optional<Definition.Source> old = old(oldJson, id, probability);
    Optional<Definition.Contributions> contributions =
        json.optional("contributions")
            .object()
            .flatMap(one -> contributions(one, oldContributions));
    JsonObject outcomeJson = json.required("outcome").objectOrEmpty();
    Optional<Definition.Outcome> outcome = outcome(outcomeJson, id);
    List<JsonObject> sliceList = json.optional("slices").objects(0, MAX_SLICES);
    List<Definition.Slice> slices = new ArrayList<>();
    Set<String> names = new HashSet<>();
    sliceList.forEach(slice -> slice(slice, names).ifPresent(slices::add));
    Definition.Minimum minimum = minimum(json.optional("slice_minimum").objectOrEmpty());
    JsonField decisionField = json.optional("decision");
    Optional<JsonObject> decisionJson = decisionField.object();
    Optional<Definition.Decision> decision = decisionJson.map(EvaluationDefinitionReader::decision);
    List<Gate> gates =
        new GateReader(names, decisionJson).gates(json.optional("gates").objects(0, MAX_GATES));
    int rounds =
        json.optional("bootstrap_rounds").integer(Bootstrap.MIN_ROUNDS, MAX_ROUNDS).orElse(1000);
    int seed = json.optional("seed").integer(0, Integer.MAX_VALUE).orElse(1);
    json.refuseOtherFields();
    Optional<Definition> definition =
        probability.flatMap(
            where ->
                outcome.map(
                    what ->
                        new Definition(
                            title,
                            new Definition.Source(id, where),
                            old.orElseThrow(),
                            what,
                            slices,
                            minimum,
                            decision,
                            gates,
                            rounds,
                            seed,
                            contributions)));
    definition
        .filter(Definition::costsDependOnAmounts)
        .filter(_ -> !outcomeJson.optional("amount").isPresent())
        .ifPresent(
            _ ->
                outcomeJson
                    .optional("amount")
                    .expected("where the amount is, since $.decision.costs depend on it"));
    return definition;
  }

  private static Optional<Definition.Source> old(
      JsonObject json, Optional<Field> id, Optional<Field> probability) {
    Optional<Field> oldId = field(json.optional("id")).or(() -> id);
    Optional<Field> oldProbability = field(json.optional("probability")).or(() -> probability);
    json.refuseOtherFields();
    return oldProbability.map(where -> new Definition.Source(oldId, where));
  }

  private static Optional<Definition.Contributions> contributions(
      JsonObject json, Optional<Field> oldField) {
    Optional<Field> field = field(json.required("field"));
    List<String> names = new ArrayList<>();
    for (JsonField name : json.optional("names").elements(1, MAX_FEATURES, "a list of names")) {
      name.text(MAX_TEXT).ifPresent(names::add);
    }
    if (new HashSet<>(names).size() < names.size()) {
      json.optional("names").expected("names that are all different");
    }
    JsonObject valuesJson = json.optional("values").objectOrEmpty();
    Map<String, Field> values = new LinkedHashMap<>();
    for (String feature : valuesJson.names()) {
      field(valuesJson.optional(feature)).ifPresent(where -> values.put(feature, where));
    }
    if (values.size() > MAX_VALUES) {
      valuesJson.problem("expected at most " + MAX_VALUES + " features");
    }
    json.refuseOtherFields();
    return field.map(where -> new Definition.Contributions(where, oldField, names, values));
  }

  private static Optional<Definition.Outcome> outcome(JsonObject json, Optional<Field> id) {
    Optional<Field> outcomeId = field(json.optional("id")).or(() -> id);
    Optional<Field> label = field(json.required("label"));
    String means = json.optional("means").text(MAX_TEXT).orElse("its label is true");
    Optional<Field> amount = field(json.optional("amount"));
    String currency = json.optional("currency").text(MAX_TEXT).orElse("");
    Optional<Field> time = field(json.optional("time"));
    json.refuseOtherFields();
    return label.map(
        where -> new Definition.Outcome(outcomeId, where, means, amount, currency, time));
  }

  /**
   * @param names of the slices so far; the new one is added
   */
  private static Optional<Definition.Slice> slice(JsonObject json, Set<String> names) {
    Optional<String> name = json.required("name").text(MAX_TEXT);
    if (name.isPresent() && !names.add(name.get())) {
      json.optional("name").expected("a name that no other slice has");
    }
    Optional<Field> field = field(json.required("field"));
    Optional<String> equals = scalar(json.optional("equals"));
    JsonField bandsField = json.optional("bands");
    List<Double> bands = bands(bandsField);
    if (equals.isPresent() && !bands.isEmpty()) {
      json.problem("expected equals or bands, not both");
    }
    json.refuseOtherFields();
    return name.flatMap(
        text -> field.map(where -> new Definition.Slice(text, where, equals, bands)));
  }

  private static List<Double> bands(JsonField json) {
    List<Double> bands = new ArrayList<>();
    for (JsonField element : json.elements(0, Integer.MAX_VALUE, "a list of numbers")) {
      if (element.json().orElseThrow() instanceof Json.Num number
          && Double.isFinite(number.value())) {
        if (!bands.isEmpty() && !(number.value() > bands.getLast())) {
          json.expected("numbers that ascend");
          return List.of();
        }
        bands.add(number.value());
      } else {
        element.expected("a number");
      }
    }
    return bands;
  }

  private static Definition.Minimum minimum(JsonObject json) {
    int rows = json.optional("rows").integer(1, Integer.MAX_VALUE).orElse(100);
    int ofEachClass = json.optional("rows_of_each_class").integer(2, Integer.MAX_VALUE).orElse(10);
    json.refuseOtherFields();
    return new Definition.Minimum(rows, ofEachClass);
  }

  private static Definition.Decision decision(JsonObject json) {
    JsonField thresholdField = json.optional("threshold");
    JsonField oldField = json.optional("old_threshold");
    OptionalDouble threshold = number(thresholdField, 0, 1);
    OptionalDouble old = number(oldField, 0, 1);
    JsonField costsField = json.optional("costs");
    Optional<Definition.Costs> costs =
        costsField.object().flatMap(EvaluationDefinitionReader::costs);
    if (!thresholdField.isPresent() && (!costsField.isPresent() || oldField.isPresent())) {
      thresholdField.expected("a number, or costs from which one follows for each model");
    }
    json.refuseOtherFields();
    return new Definition.Decision(threshold, old.isPresent() ? old : threshold, costs);
  }

  private static Optional<Definition.Costs> costs(JsonObject json) {
    Optional<Definition.Cost> approvedBad =
        json.required("approved_bad").object().flatMap(EvaluationDefinitionReader::cost);
    Optional<Definition.Cost> refusedGood =
        json.required("refused_good").object().flatMap(EvaluationDefinitionReader::cost);
    json.refuseOtherFields();
    return approvedBad.flatMap(bad -> refusedGood.map(good -> new Definition.Costs(bad, good)));
  }

  private static Optional<Definition.Cost> cost(JsonObject json) {
    JsonField shareField = json.optional("share_of_amount");
    JsonField fixedField = json.optional("fixed");
    OptionalDouble share = number(shareField, 0, 1000);
    OptionalDouble fixed = number(fixedField, 0, 1e12);
    json.refuseOtherFields();
    boolean wrong =
        shareField.isPresent() != share.isPresent() || fixedField.isPresent() != fixed.isPresent();
    if (!wrong && share.orElse(0) == 0 && fixed.orElse(0) == 0) {
      json.problem("expected a cost: share_of_amount, fixed or both");
    }
    return Optional.of(new Definition.Cost(share.orElse(0), fixed.orElse(0)));
  }

  private static OptionalDouble number(JsonField json, double least, double most) {
    return json.number(least, most).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static Optional<Field> field(JsonField json) {
    try {
      return scalar(json).map(Field::parse);
    } catch (EvaluationException e) {
      json.problem(e.getMessage());
      return Optional.empty();
    }
  }

  /** A text, a number or true or false, as it is written. */
  private static Optional<String> scalar(JsonField json) {
    boolean text = json.json().filter(Json.Text.class::isInstance).isPresent();
    return text ? json.text(MAX_TEXT) : json.scalar();
  }
}
