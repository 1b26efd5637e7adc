package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * The report for people, whatever it is written as.
 *
 * @param subtitle one line below the title
 */
record Document(String title, String subtitle, List<Block> blocks) {
  Document {
    blocks = List.copyOf(blocks);
  }

  static Document of(Evaluation evaluation, Verdict verdict) {
    List<Block> blocks = new ArrayList<>();
    blocks.addAll(SummarySection.of(evaluation, verdict));
    blocks.addAll(DataSection.of(evaluation));
    blocks.addAll(DiscriminationSection.of(evaluation));
    blocks.addAll(CalibrationSection.of(evaluation));
    blocks.addAll(DecisionSection.of(evaluation));
    blocks.addAll(ProbabilitySection.of(evaluation));
    blocks.addAll(SliceSection.of(evaluation));
    blocks.addAll(MethodSection.of(evaluation));
    return new Document(evaluation.definition().title(), DataSection.subtitle(evaluation), blocks);
  }
}
