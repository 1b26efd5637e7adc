package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Comparison;
import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.GateOutcome;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.Gate;
import io.tandem.evaluation.statistics.Metric;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import java.util.ArrayList;
import java.util.List;

/** The first screen: the verdict, the figures that matter most, the gates. */
final class SummarySection {
  private SummarySection() {}

  static List<Block> of(Evaluation evaluation, Verdict verdict) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(banner(verdict));
    blocks.add(
        new Block.Cards(
            List.of(
                card(evaluation, Metric.ROC_AUC),
                card(evaluation, Metric.BRIER_SKILL),
                card(evaluation, third(evaluation)))));
    if (!verdict.outcomes().isEmpty()) {
      blocks.add(new Block.Heading("Gates"));
      blocks.add(gates(evaluation, verdict));
      blocks.add(
          new Block.Paragraph(
              "A gate of a difference is judged by the unfavourable end of the interval, one of a"
                  + " value by the value itself."));
    }
    return blocks;
  }

  private static Block banner(Verdict verdict) {
    Block.Status status =
        verdict.outcomes().isEmpty()
            ? Block.Status.NONE
            : verdict.passed() ? Block.Status.PASSED : Block.Status.FAILED;
    String sentence = verdict.sentence();
    return new Block.Banner(
        status, Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1));
  }

  /** Costs where they are known, else decisions where there are any. */
  private static Metric third(Evaluation evaluation) {
    for (Metric metric :
        List.of(Metric.EXPECTED_COST, Metric.BAD_RATE_AT_EQUAL_APPROVAL, Metric.BAD_RATE)) {
      if (evaluation.metrics().containsKey(metric)) {
        return metric;
      }
    }
    return Metric.KS;
  }

  private static Block.Card card(Evaluation evaluation, Metric metric) {
    String currency = evaluation.definition().outcome().currency();
    Comparison comparison = evaluation.metric(metric);
    String value = MetricFormats.value(metric, comparison.current().value(), currency);
    boolean chosen =
        evaluation
            .decisions()
            .map(decisions -> !decisions.models().current().given())
            .orElse(false);
    if (comparison.old().isEmpty() || comparison.difference().isEmpty()) {
      return new Block.Card(
          title(metric),
          value,
          "95 % interval " + MetricFormats.range(metric, comparison.current().interval(), currency),
          sentence(metric, plain(metric, comparison.current().value(), currency), chosen) + ".");
    }
    Estimate difference = comparison.difference().get();
    double old = comparison.old().get().value();
    return new Block.Card(
        title(metric),
        value,
        "old %s; difference %s (95 %%: %s)"
            .formatted(
                MetricFormats.value(metric, old, currency),
                MetricFormats.difference(metric, difference.value(), currency),
                MetricFormats.rangeOfDifference(metric, difference.interval())),
        "%s; with the old model %s. %s"
            .formatted(
                sentence(metric, plain(metric, comparison.current().value(), currency), chosen),
                plain(metric, old, currency),
                Conclusion.of(metric, difference).sentence()));
  }

  /** Shares as per cent, as people say them. */
  private static String plain(Metric metric, double value, String currency) {
    return switch (metric) {
      case EXPECTED_COST -> NumberFormats.amount(value, currency);
      case BRIER_SKILL ->
          NumberFormats.percent(Math.abs(value)) + (value < 0 ? " larger" : " smaller");
      default -> NumberFormats.percent(value);
    };
  }

  private static String title(Metric metric) {
    String title = metric.title();
    return Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }

  /**
   * @param chosen whether the threshold was chosen on these orders
   */
  private static String sentence(Metric metric, String value, boolean chosen) {
    return switch (metric) {
      case ROC_AUC ->
          "Of a bad and a good order, the bad one gets the higher probability in "
              + value
              + " of all pairs, ties counted half";
      case BRIER_SKILL ->
          "The squared error is " + value + " than if every order got the overall bad rate";
      case EXPECTED_COST ->
          "Wrong decisions cost "
              + value
              + " per order, at the threshold "
              + (chosen ? "that is cheapest on these very orders" : "in use");
      case BAD_RATE_AT_EQUAL_APPROVAL ->
          "With as many orders approved as the old model approves, " + value + " of them are bad";
      case BAD_RATE -> "Of the orders approved at the threshold in use, " + value + " are bad";
      default ->
          "At the threshold that separates best, the shares of bad and of good orders refused"
              + " differ by "
              + value;
    };
  }

  private static Block gates(Evaluation evaluation, Verdict verdict) {
    List<List<String>> rows = new ArrayList<>();
    for (GateOutcome outcome : verdict.outcomes()) {
      String gate = gate(outcome.gate(), evaluation.definition().outcome().currency());
      for (GateOutcome.Check check : outcome.checks()) {
        rows.add(
            List.of(
                gate,
                about(outcome.gate(), check.about()),
                seen(outcome.gate(), check.seen(), evaluation),
                check.passed() ? "passed" : "FAILED"));
      }
      if (outcome.checks().isEmpty()) {
        rows.add(List.of(gate, NumberFormats.NONE, "nothing that can be judged", "FAILED"));
      }
      for (String group : outcome.tooSmall()) {
        rows.add(
            List.of(
                gate, about(outcome.gate(), group), NumberFormats.NONE, "too small to be judged"));
      }
    }
    return new Block.Table(
        "What the new model must hold, and what was seen",
        List.of(
            Block.Column.text("Gate"),
            Block.Column.text("Orders"),
            Block.Column.numbers("Seen (95 % interval)"),
            Block.Column.text("Result")),
        rows);
  }

  static String about(Gate gate, String group) {
    return gate.slice().map(slice -> slice + ": " + group).orElse(group);
  }

  static String gate(Gate gate, String currency) {
    Metric metric = gate.metric();
    String condition =
        switch (gate.condition()) {
          case Gate.BetterBy(double least) ->
              " better by more than " + MetricFormats.limit(metric, least, true, currency);
          case Gate.NotWorseBy(double margin) ->
              " not worse by more than " + MetricFormats.limit(metric, margin, true, currency);
          case Gate.AtLeast(double value) ->
              " at least " + MetricFormats.limit(metric, value, false, currency);
          case Gate.AtMost(double value) ->
              " at most " + MetricFormats.limit(metric, value, false, currency);
        };
    return metric.title() + condition + gate.slice().map(slice -> ", in each group").orElse("");
  }

  static String seen(Gate gate, Estimate seen, Evaluation evaluation) {
    String currency = evaluation.definition().outcome().currency();
    return switch (gate.condition()) {
      case Gate.BetterBy _, Gate.NotWorseBy _ ->
          "%s (%s)"
              .formatted(
                  MetricFormats.difference(gate.metric(), seen.value(), currency),
                  MetricFormats.rangeOfDifference(gate.metric(), seen.interval()));
      case Gate.AtLeast _, Gate.AtMost _ ->
          "%s (%s)"
              .formatted(
                  MetricFormats.value(gate.metric(), seen.value(), currency),
                  MetricFormats.range(gate.metric(), seen.interval(), currency));
    };
  }
}
