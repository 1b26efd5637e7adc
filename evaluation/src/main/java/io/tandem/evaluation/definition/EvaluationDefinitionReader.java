package io.tandem.evaluation.definition;

import io.tandem.evaluation.statistics.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code evaluation.json}. What it may hold stands in the module's README.
 *
 * <p>The first fault found stops the reading; the message names the file and the place in it.
 */
public final class EvaluationDefinitionReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_ROUNDS = 100_000;
  private static final int MAX_SLICES = 40;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EvaluationDefinitionReader() {}

  /**
   * @throws EvaluationException when the file cannot be read or is no definition
   */
  public static Definition read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new EvaluationException("longer than " + MAX_BYTES + " bytes");
      }
      return definition(DefinitionObject.of(JSON.readTree(Files.readAllBytes(file)), "$"));
    } catch (JacksonException e) {
      throw new EvaluationException(
          file
              + " is not JSON, see line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw EvaluationException.of(file, "read", e);
    } catch (EvaluationException e) {
      throw new EvaluationException(file + ": " + e.getMessage());
    }
  }

  private static Definition definition(DefinitionObject json) {
    json.allow(
        "title",
        "id",
        "probability",
        "old",
        "outcome",
        "slices",
        "slice_minimum",
        "decision",
        "gates",
        "bootstrap_rounds",
        "seed");
    Definition.Source predictions =
        new Definition.Source(json.optionalField("id"), json.field("probability"));
    List<Definition.Slice> slices = new ArrayList<>();
    json.objects("slices").forEach(slice -> slices.add(slice(slice)));
    unique(slices);
    Optional<Definition.Decision> decision =
        json.object("decision").map(EvaluationDefinitionReader::decision);
    Definition definition =
        new Definition(
            json.text("title").orElse("Evaluation"),
            predictions,
            json.object("old").map(old -> old(old, predictions)).orElse(predictions),
            outcome(json.object("outcome").orElseThrow(() -> json.missing("outcome")), predictions),
            slices,
            json.object("slice_minimum")
                .map(EvaluationDefinitionReader::minimum)
                .orElse(new Definition.Minimum(100, 10)),
            decision,
            GateReader.gates(json.objects("gates"), slices, decision),
            json.wholeNumber("bootstrap_rounds", Bootstrap.MIN_ROUNDS, MAX_ROUNDS).orElse(1000),
            json.wholeNumber("seed", 0, Integer.MAX_VALUE).orElse(1));
    if (definition.costsDependOnAmounts() && definition.outcome().amount().isEmpty()) {
      throw new EvaluationException(
          "$.decision has costs by amount; expected $.outcome.amount, where the amount is");
    }
    return definition;
  }

  private static Definition.Source old(DefinitionObject json, Definition.Source predictions) {
    json.allow("id", "probability");
    return new Definition.Source(
        json.optionalField("id").or(predictions::id),
        json.optionalField("probability").orElse(predictions.probability()));
  }

  private static Definition.Outcome outcome(DefinitionObject json, Definition.Source predictions) {
    json.allow("id", "label", "means", "amount", "currency", "time");
    return new Definition.Outcome(
        json.optionalField("id").or(predictions::id),
        json.field("label"),
        json.text("means").orElse("its label is true"),
        json.optionalField("amount"),
        json.text("currency").orElse(""),
        json.optionalField("time"));
  }

  private static Definition.Slice slice(DefinitionObject json) {
    json.allow("name", "field", "equals", "bands");
    List<Double> bands = json.numbers("bands");
    for (int i = 1; i < bands.size(); i++) {
      if (!(bands.get(i) > bands.get(i - 1))) {
        throw json.fault("bands", "numbers that ascend");
      }
    }
    Optional<String> equals = json.scalar("equals");
    if (equals.isPresent() && !bands.isEmpty()) {
      throw json.fault("equals", "not both equals and bands");
    }
    return new Definition.Slice(
        json.text("name").orElseThrow(() -> json.missing("name")),
        json.field("field"),
        equals,
        bands);
  }

  private static void unique(List<Definition.Slice> slices) {
    Set<String> names = new HashSet<>();
    if (slices.size() > MAX_SLICES || !slices.stream().allMatch(slice -> names.add(slice.name()))) {
      throw new EvaluationException(
          "$.slices: expected at most " + MAX_SLICES + ", each with a name of its own");
    }
  }

  private static Definition.Minimum minimum(DefinitionObject json) {
    json.allow("rows", "rows_of_each_class");
    return new Definition.Minimum(
        json.wholeNumber("rows", 1, Integer.MAX_VALUE).orElse(100),
        json.wholeNumber("rows_of_each_class", 2, Integer.MAX_VALUE).orElse(10));
  }

  private static Definition.Decision decision(DefinitionObject json) {
    json.allow("threshold", "old_threshold", "costs");
    OptionalDouble threshold = json.number("threshold", 0, 1);
    OptionalDouble old = json.number("old_threshold", 0, 1);
    Optional<Definition.Costs> costs = json.object("costs").map(EvaluationDefinitionReader::costs);
    if (threshold.isEmpty() && (costs.isEmpty() || old.isPresent())) {
      throw json.fault("threshold", "a number, or costs from which one follows for each model");
    }
    return new Definition.Decision(threshold, old.isPresent() ? old : threshold, costs);
  }

  private static Definition.Costs costs(DefinitionObject json) {
    json.allow("approved_bad", "refused_good");
    return new Definition.Costs(
        cost(json.object("approved_bad").orElseThrow(() -> json.missing("approved_bad"))),
        cost(json.object("refused_good").orElseThrow(() -> json.missing("refused_good"))));
  }

  private static Definition.Cost cost(DefinitionObject json) {
    json.allow("share_of_amount", "fixed");
    double share = json.number("share_of_amount", 0, 1000).orElse(0);
    double fixed = json.number("fixed", 0, 1e12).orElse(0);
    if (share == 0 && fixed == 0) {
      throw json.fault("fixed", "a cost: share_of_amount, fixed or both");
    }
    return new Definition.Cost(share, fixed);
  }
}
