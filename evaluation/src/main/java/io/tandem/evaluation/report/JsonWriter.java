package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Comparison;
import io.tandem.evaluation.comparison.Decisions;
import io.tandem.evaluation.comparison.Dependence;
import io.tandem.evaluation.comparison.Driver;
import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.GateOutcome;
import io.tandem.evaluation.comparison.Group;
import io.tandem.evaluation.comparison.SwapSet;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.Gate;
import io.tandem.evaluation.rows.JoinedRows;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Calibration;
import io.tandem.evaluation.statistics.DecisionCurve;
import io.tandem.evaluation.statistics.Gains;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.Metric;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the numbers of a report as JSON; the module's README has the schema. {@code new} is the
 * model that is judged, also where there is no other. Undefined numbers are left out.
 */
final class JsonWriter {
  private static final String SCHEMA = "tandem-evaluation/1";
  private static final String VERDICT_SCHEMA = "tandem-verdict/1";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonWriter() {}

  static byte[] json(Evaluation evaluation, Verdict verdict) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA);
    json.put("title", evaluation.definition().title());
    json.put("verdict", word(verdict));
    for (GateOutcome outcome : verdict.outcomes()) {
      ObjectNode gate = json.withArray("/gates").addObject();
      gate(gate, outcome);
      checks(gate, outcome);
    }
    data(json.putObject("data"), evaluation);
    ObjectNode metrics = json.putObject("figures");
    for (Metric metric : Metric.values()) {
      if (evaluation.metrics().containsKey(metric)) {
        comparison(metrics.putObject(metric.key()), evaluation.metric(metric));
      }
    }
    evaluation.pValue().ifPresent(value -> json.put("delong_p_value", value));
    byModel(
        json.putObject("ks_threshold"),
        evaluation.rows().models(),
        (one, model) ->
            one.put("value", model.levels().probability(model.discrimination().ksLevel())));
    byModel(json.putObject("calibration"), evaluation.calibrations(), JsonWriter::calibration);
    evaluation
        .decisions()
        .ifPresent(
            decisions ->
                decisions(
                    json.putObject("decisions"),
                    decisions,
                    evaluation.rows().amounts().isPresent()));
    ObjectNode gains = json.putObject("gains");
    byModel(gains, evaluation.gains(), JsonWriter::gains);
    evaluation.stabilityIndex().ifPresent(value -> json.put("stability_index", value));
    evaluation.drivers().forEach(driver -> driver(json.withArray("/drivers").addObject(), driver));
    evaluation
        .dependences()
        .forEach(one -> dependence(json.withArray("/dependences").addObject(), one));
    evaluation.groups().forEach(group -> group(json.withArray("/slices").addObject(), group));
    BinaryClassificationMetrics.write(json.putObject("binary_classification_metrics"), evaluation);
    return bytes(json);
  }

  /** The verdict and its gates alone, small however many groups there are. */
  static byte[] verdict(Verdict verdict) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", VERDICT_SCHEMA);
    json.put("verdict", word(verdict));
    json.put("sentence", verdict.sentence());
    ArrayNode gates = json.putArray("gates");
    verdict.outcomes().forEach(outcome -> gate(gates.addObject(), outcome));
    return bytes(json);
  }

  private static String word(Verdict verdict) {
    return verdict.outcomes().isEmpty() ? "none" : verdict.passed() ? "passed" : "failed";
  }

  private static byte[] bytes(ObjectNode json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JSON.writeValue(out, json);
    out.write('\n');
    return out.toByteArray();
  }

  private static <T> void byModel(
      ObjectNode json, ByModel<T> models, BiConsumer<ObjectNode, T> writer) {
    models.old().ifPresent(old -> writer.accept(json.putObject("old"), old));
    writer.accept(json.putObject("new"), models.current());
  }

  private static void gate(ObjectNode json, GateOutcome outcome) {
    Gate gate = outcome.gate();
    json.put("figure", gate.metric().key());
    gate.slice().ifPresent(slice -> json.put("slice", slice));
    switch (gate.condition()) {
      case Gate.BetterBy(double least) -> json.put("better_by", least);
      case Gate.NotWorseBy(double margin) -> json.put("not_worse_by", margin);
      case Gate.AtLeast(double value) -> json.put("at_least", value);
      case Gate.AtMost(double value) -> json.put("at_most", value);
    }
    json.put("passed", outcome.passed());
  }

  private static void checks(ObjectNode json, GateOutcome outcome) {
    ArrayNode checks = json.putArray("checks");
    for (GateOutcome.Check check : outcome.checks()) {
      ObjectNode one = checks.addObject();
      one.put("orders", check.about());
      estimate(one, check.seen());
      one.put("passed", check.passed());
    }
    ArrayNode tooSmall = json.putArray("too_small");
    outcome.tooSmall().forEach(tooSmall::add);
  }

  private static void data(ObjectNode json, Evaluation evaluation) {
    JoinedRows rows = evaluation.rows();
    json.put("label_means", evaluation.definition().outcome().means());
    json.put("rows", rows.counts().judged());
    json.put("positives", rows.models().current().positives());
    rows.period()
        .ifPresent(
            period -> {
              json.put("first_day", period.first().toString());
              json.put("last_day", period.last().toString());
            });
    json.put("read", rows.counts().read());
    json.put("not_in_old", rows.counts().withoutOld());
    json.put("without_outcome", rows.counts().withoutOutcome());
    json.put("doubled", rows.counts().doubled());
    json.put("only_in_old", rows.counts().onlyOld());
    json.put("only_in_outcomes", rows.counts().onlyOutcomes());
    json.put("bootstrap_rounds", evaluation.definition().rounds());
    json.put("seed", evaluation.definition().seed());
    ObjectNode sha256 = json.putObject("sha256");
    sha256.put("predictions", rows.fingerprints().predictions());
    rows.fingerprints().oldPredictions().ifPresent(value -> sha256.put("old_predictions", value));
    rows.fingerprints().outcomes().ifPresent(value -> sha256.put("outcomes", value));
    rows.fingerprints().model().ifPresent(value -> sha256.put("model", value));
    rows.fingerprints().oldModel().ifPresent(value -> sha256.put("old_model", value));
  }

  private static void comparison(ObjectNode json, Comparison comparison) {
    comparison.old().ifPresent(old -> estimate(json.putObject("old"), old));
    estimate(json.putObject("new"), comparison.current());
    comparison
        .difference()
        .ifPresent(difference -> estimate(json.putObject("difference"), difference));
  }

  private static void estimate(ObjectNode json, Estimate estimate) {
    json.put("value", estimate.value());
    interval(json, estimate.interval());
  }

  private static void interval(ObjectNode json, Interval interval) {
    json.put("low", interval.low());
    json.put("high", interval.high());
  }

  private static void calibration(ObjectNode json, Calibration calibration) {
    json.put("expected_error", calibration.expectedError());
    json.put("in_the_large", calibration.inTheLarge());
    calibration
        .line()
        .ifPresent(
            line -> {
              json.put("slope", line.slope());
              json.put("intercept", line.intercept());
            });
    ArrayNode bins = json.putArray("bins");
    for (Calibration.Bin bin : calibration.bins()) {
      ObjectNode one = bins.addObject();
      one.put("rows", bin.rows());
      one.put("positives", bin.positives());
      one.put("mean_probability", bin.probability());
      interval(one, bin.interval());
    }
  }

  private static void decisions(ObjectNode json, Decisions decisions, boolean amounts) {
    byModel(json, decisions.models(), JsonWriter::decisionsOf);
    decisions
        .errors()
        .ifPresent(
            errors -> {
              ObjectNode mcNemar = json.putObject("mcnemar");
              mcNemar.put("only_old_right", errors.onlyFirstRight());
              mcNemar.put("only_new_right", errors.onlySecondRight());
              mcNemar.put("p_value", errors.pValue());
            });
    decisions
        .swapSet()
        .ifPresent(
            swapSet -> {
              ObjectNode cells = json.putObject("swap_set");
              cell(cells.putObject("both_approve"), swapSet.bothApprove(), amounts);
              cell(cells.putObject("only_new_approves"), swapSet.onlyCurrent(), amounts);
              cell(cells.putObject("only_old_approves"), swapSet.onlyOld(), amounts);
              cell(cells.putObject("neither_approves"), swapSet.noneApproves(), amounts);
            });
  }

  private static void decisionsOf(ObjectNode json, Decisions.OfModel decisions) {
    threshold(json, decisions.threshold());
    json.put("threshold_is_given", decisions.given());
    decisions.best().ifPresent(best -> estimate(json.putObject("best_threshold"), best));
    ArrayNode thresholds = json.putArray("thresholds");
    DecisionCurve curve = decisions.curve();
    for (int cut : DecisionSection.cuts(decisions)) {
      ObjectNode one = thresholds.addObject();
      threshold(one, curve.threshold(cut));
      one.put("approval_rate", curve.approvalRate(cut));
      if (curve.approvalRate(cut) > 0) {
        one.put("bad_rate", curve.badRate(cut));
      }
      if (curve.approvalRate(cut) < 1) {
        one.put("precision", curve.precision(cut));
      }
      one.put("recall", curve.recall(cut));
      one.put("false_positive_rate", curve.falsePositiveRate(cut));
      if (decisions.best().isPresent()) {
        one.put("cost", curve.cost(cut));
      }
    }
  }

  /** Left out where no order is refused. */
  private static void threshold(ObjectNode json, double threshold) {
    if (threshold != DecisionCurve.NONE) {
      json.put("threshold", threshold);
    }
  }

  private static void cell(ObjectNode json, SwapSet.Cell cell, boolean amounts) {
    json.put("rows", cell.rows());
    json.put("positives", cell.positives());
    if (amounts) {
      json.put("amount", cell.amount());
      json.put("amount_of_positives", cell.amountOfPositives());
    }
  }

  private static void gains(ObjectNode json, List<Gains.Tenth> tenths) {
    ArrayNode list = json.putArray("tenths");
    for (Gains.Tenth tenth : tenths) {
      ObjectNode one = list.addObject();
      one.put("positive_share", tenth.positiveShare());
      one.put("gain", tenth.captured());
      one.put("lift", tenth.lift());
    }
  }

  private static void driver(ObjectNode json, Driver driver) {
    json.put("feature", driver.feature());
    driver.old().ifPresent(old -> estimate(json.putObject("old"), old));
    driver.current().ifPresent(current -> estimate(json.putObject("new"), current));
    driver.difference().ifPresent(difference -> estimate(json.putObject("difference"), difference));
  }

  private static void dependence(ObjectNode json, Dependence dependence) {
    json.put("feature", dependence.feature());
    byModel(
        json,
        dependence.bins(),
        (one, bins) -> {
          for (Dependence.Bin bin : bins) {
            ObjectNode node = one.withArray("/bins").addObject();
            if (bin.name().isEmpty()) {
              node.put("value", bin.value());
            } else {
              node.put("name", bin.name());
            }
            node.put("rows", bin.rows());
            node.put("mean", bin.mean());
            node.put("low", bin.low());
            node.put("high", bin.high());
          }
        });
  }

  private static void group(ObjectNode json, Group group) {
    json.put("slice", group.slice());
    json.put("group", group.name());
    json.put("rows", group.rows());
    json.put("positives", group.positives());
    interval(json.putObject("bad_rate").put("value", group.badRate()), group.badRateInterval());
    json.put("too_small", group.models().isEmpty());
    group.models().ifPresent(models -> byModel(json, models, JsonWriter::ofModel));
    group
        .difference()
        .ifPresent(
            difference -> {
              ObjectNode one = json.putObject("difference");
              estimate(one.putObject("roc_auc"), difference.rocAuc());
              one.put("p_value", difference.pValue());
            });
  }

  private static void ofModel(ObjectNode json, Group.OfModel model) {
    estimate(json.putObject("roc_auc"), model.rocAuc());
    json.put("mean_probability", model.meanProbability());
  }
}
