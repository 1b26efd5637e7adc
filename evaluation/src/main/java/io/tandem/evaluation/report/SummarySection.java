package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Compared;
import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.GateOutcome;
import io.tandem.evaluation.comparison.Verdict;
import io.tandem.evaluation.definition.Gate;
import io.tandem.evaluation.statistics.Figure;
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
                card(evaluation, Figure.ROC_AUC),
                card(evaluation, Figure.BRIER_SKILL),
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
  private static Figure third(Evaluation evaluation) {
    for (Figure figure :
        List.of(Figure.EXPECTED_COST, Figure.BAD_RATE_AT_EQUAL_APPROVAL, Figure.BAD_RATE)) {
      if (evaluation.figures().containsKey(figure)) {
        return figure;
      }
    }
    return Figure.KS;
  }

  private static Block.Card card(Evaluation evaluation, Figure figure) {
    String currency = evaluation.definition().outcome().currency();
    Compared compared = evaluation.figure(figure);
    String value = MetricFormats.value(figure, compared.current().value(), currency);
    boolean chosen =
        evaluation.decisions().map(decisions -> !decisions.current().given()).orElse(false);
    if (compared.old().isEmpty() || compared.difference().isEmpty()) {
      return new Block.Card(
          title(figure),
          value,
          "95 % interval " + MetricFormats.range(figure, compared.current().interval(), currency),
          sentence(figure, plain(figure, compared.current().value(), currency), chosen) + ".");
    }
    Estimate difference = compared.difference().get();
    double old = compared.old().get().value();
    return new Block.Card(
        title(figure),
        value,
        "old %s; difference %s (95 %%: %s)"
            .formatted(
                MetricFormats.value(figure, old, currency),
                MetricFormats.difference(figure, difference.value(), currency),
                MetricFormats.rangeOfDifference(figure, difference.interval())),
        "%s; with the old model %s. %s"
            .formatted(
                sentence(figure, plain(figure, compared.current().value(), currency), chosen),
                plain(figure, old, currency),
                Conclusion.of(figure, difference).sentence()));
  }

  /** Shares as per cent: who reads the sentences thinks in them. */
  private static String plain(Figure figure, double value, String currency) {
    return switch (figure) {
      case EXPECTED_COST -> NumberFormats.amount(value, currency);
      case BRIER_SKILL ->
          NumberFormats.percent(Math.abs(value)) + (value < 0 ? " larger" : " smaller");
      default -> NumberFormats.percent(value);
    };
  }

  private static String title(Figure figure) {
    String title = figure.title();
    return Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }

  /**
   * @param chosen whether the threshold was chosen on these orders
   */
  private static String sentence(Figure figure, String value, boolean chosen) {
    return switch (figure) {
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
    Figure figure = gate.figure();
    String condition =
        switch (gate.condition()) {
          case Gate.BetterBy(double least) ->
              " better by more than " + MetricFormats.limit(figure, least, true, currency);
          case Gate.NotWorseBy(double margin) ->
              " not worse by more than " + MetricFormats.limit(figure, margin, true, currency);
          case Gate.AtLeast(double value) ->
              " at least " + MetricFormats.limit(figure, value, false, currency);
          case Gate.AtMost(double value) ->
              " at most " + MetricFormats.limit(figure, value, false, currency);
        };
    return figure.title() + condition + gate.slice().map(slice -> ", in each group").orElse("");
  }

  static String seen(Gate gate, Estimate seen, Evaluation evaluation) {
    String currency = evaluation.definition().outcome().currency();
    return switch (gate.condition()) {
      case Gate.BetterBy _, Gate.NotWorseBy _ ->
          "%s (%s)"
              .formatted(
                  MetricFormats.difference(gate.figure(), seen.value(), currency),
                  MetricFormats.rangeOfDifference(gate.figure(), seen.interval()));
      case Gate.AtLeast _, Gate.AtMost _ ->
          "%s (%s)"
              .formatted(
                  MetricFormats.value(gate.figure(), seen.value(), currency),
                  MetricFormats.range(gate.figure(), seen.interval(), currency));
    };
  }
}
