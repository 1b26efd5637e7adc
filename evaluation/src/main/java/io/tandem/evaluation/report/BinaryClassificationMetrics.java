package io.tandem.evaluation.report;

import io.tandem.evaluation.comparison.Estimate;
import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.statistics.Curves;
import io.tandem.evaluation.statistics.DeLong;
import io.tandem.evaluation.statistics.Interval;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.Metric;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The block of the same name that SageMaker's Model Monitor writes and its model registry shows
 * (SageMaker developer guide, "Model quality metrics"): of the model that is judged, at the
 * threshold in use, or 0.5 when there is none. Standard deviations are there where a formula for
 * them is at hand.
 */
final class BinaryClassificationMetrics {
  private static final int POINTS = 200;
  private static final double DEFAULT_THRESHOLD = 0.5;

  private final ObjectNode json;
  private final double truePositives;
  private final double falsePositives;
  private final double trueNegatives;
  private final double falseNegatives;

  private BinaryClassificationMetrics(ObjectNode json, boolean[] labels, boolean[] refused) {
    this.json = json;
    this.truePositives = count(labels, refused, true, true);
    this.falsePositives = count(labels, refused, false, true);
    this.trueNegatives = count(labels, refused, false, false);
    this.falseNegatives = count(labels, refused, true, false);
  }

  private static int count(boolean[] labels, boolean[] refused, boolean label, boolean decision) {
    int count = 0;
    for (int row = 0; row < labels.length; row++) {
      count += labels[row] == label && refused[row] == decision ? 1 : 0;
    }
    return count;
  }

  static void write(ObjectNode json, Evaluation evaluation) {
    LabelledPredictions model = evaluation.rows().models().current();
    double threshold =
        evaluation
            .decisions()
            .map(decisions -> decisions.models().current().threshold())
            .orElse(DEFAULT_THRESHOLD);
    BinaryClassificationMetrics metrics =
        new BinaryClassificationMetrics(json, model.labels(), model.refused(threshold));
    metrics.rates();
    metrics.curves(Curves.of(model, POINTS));
    DeLong area = DeLong.of(model.labels(), model.levels(), model.levels());
    json.putObject("auc")
        .put("value", area.second())
        .put("standard_deviation", Math.sqrt(area.varianceOfSecond()));
    metrics.put("au_prc", evaluation.metric(Metric.AVERAGE_PRECISION).current());
  }

  private void rates() {
    double positives = truePositives + falseNegatives;
    double negatives = falsePositives + trueNegatives;
    double all = positives + negatives;
    ObjectNode matrix = json.putObject("confusion_matrix");
    matrix.putObject("0").put("0", (long) trueNegatives).put("1", (long) falsePositives);
    matrix.putObject("1").put("0", (long) falseNegatives).put("1", (long) truePositives);
    share("recall", truePositives, positives);
    share("precision", truePositives, truePositives + falsePositives);
    share("accuracy", truePositives + trueNegatives, all);
    share("true_positive_rate", truePositives, positives);
    share("true_negative_rate", trueNegatives, negatives);
    share("false_positive_rate", falsePositives, negatives);
    share("false_negative_rate", falseNegatives, positives);
    f("f0_5", 0.5, truePositives, falsePositives, falseNegatives);
    f("f1", 1, truePositives, falsePositives, falseNegatives);
    f("f2", 2, truePositives, falsePositives, falseNegatives);
    // The service's constant classifier says 1 of every row.
    share("recall_best_constant_classifier", positives, positives);
    share("precision_best_constant_classifier", positives, all);
    share("accuracy_best_constant_classifier", positives, all);
    f("f0_5_best_constant_classifier", 0.5, positives, negatives, 0);
    f("f1_best_constant_classifier", 1, positives, negatives, 0);
    f("f2_best_constant_classifier", 2, positives, negatives, 0);
  }

  /** 0 where there are no rows, as in the service. */
  private void share(String name, double some, double of) {
    double share = of == 0 ? 0 : some / of;
    ObjectNode metric = json.putObject(name).put("value", share);
    metric.put("standard_deviation", of == 0 ? 0 : Math.sqrt(share * (1 - share) / of));
  }

  /** Of precision and recall (van Rijsbergen, "Information Retrieval", 1979). */
  private void f(
      String name,
      double beta,
      double truePositives,
      double falsePositives,
      double falseNegatives) {
    double weighted = (1 + beta * beta) * truePositives;
    double all = weighted + beta * beta * falseNegatives + falsePositives;
    json.putObject(name).put("value", all == 0 ? 0 : weighted / all);
  }

  private void put(String name, Estimate estimate) {
    double deviation =
        (estimate.interval().high() - estimate.interval().low()) / (2 * Interval.DEVIATIONS_95);
    json.putObject(name).put("value", estimate.value()).put("standard_deviation", deviation);
  }

  private void curves(Curves curves) {
    ObjectNode roc = json.putObject("receiver_operating_characteristic_curve");
    column(roc.putArray("false_positive_rates"), curves.falsePositiveRates());
    column(roc.putArray("true_positive_rates"), curves.truePositiveRates());
    ObjectNode precision = json.putObject("precision_recall_curve");
    column(precision.putArray("precisions"), curves.precisions());
    column(precision.putArray("recalls"), curves.recalls());
  }

  private static void column(ArrayNode json, double[] values) {
    for (double value : values) {
      json.add(value);
    }
  }
}
