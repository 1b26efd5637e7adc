package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.report.Block;
import io.tandem.report.NumberFormats;
import java.util.List;

/** How the figures are computed, for readers who must defend them. */
final class MethodSection {
  private MethodSection() {}

  static List<Block> of(Evaluation evaluation) {
    return List.of(
        new Block.Heading("How this was computed"),
        new Block.Paragraph(
            "Intervals of the ROC AUC and of Gini, and the test of their difference, are DeLong's"
                + " (1988); those of the other figures come from a bootstrap that draws orders with"
                + " replacement%s (%s rounds; percentiles, corrected for bias)."
                    .formatted(
                        evaluation.comparesTwo() ? ", the same for both models" : "",
                        NumberFormats.count(evaluation.definition().rounds()))
                + " Of few orders the interval of KS is too narrow. Intervals of shares are"
                + " Wilson's (1927)."),
        new Block.Paragraph(
            "Average precision is the sum of precisions at each threshold, weighted by the recall"
                + " gained there. Log loss clips probabilities by 1e-15. Brier skill compares with"
                + " giving every order the share of bad orders. The expected calibration error is"
                + " the mean distance of the points of the reliability plot from its diagonal,"
                + " weighted by orders. Slope and intercept are Cox's (1958). Where many thresholds"
                + " are tried, there are at most 1,000 of them."),
        new Block.Paragraph(
            "An interval of a difference that lies wholly on one side of zero is called clear. Of"
                + " twenty such intervals of models that do not differ, one is expected to be clear"
                + " by chance."));
  }
}
