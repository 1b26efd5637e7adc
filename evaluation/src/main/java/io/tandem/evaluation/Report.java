package io.tandem.evaluation;

import java.io.OutputStream;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What one file of predictions is worth.
 *
 * @param positives rows whose label is true
 * @param rocAuc empty when all rows have one label
 * @param comparison with another model; null when there is none
 */
record Report(
    FieldPath label,
    FieldPath probability,
    int rows,
    int positives,
    OptionalDouble rocAuc,
    double logLoss,
    double brier,
    @Nullable Comparison comparison) {

  static Report of(
      FieldPath label,
      FieldPath probability,
      Predictions predictions,
      @Nullable Comparison comparison) {
    return new Report(
        label,
        probability,
        predictions.rows(),
        predictions.positives(),
        BinaryMetrics.rocAuc(predictions),
        BinaryMetrics.logLoss(predictions.labels(), predictions.probabilities()),
        BinaryMetrics.brier(predictions.labels(), predictions.probabilities()),
        comparison);
  }

  /** Aligned, for a terminal; ends with a line break. */
  String table() {
    String figures =
        String.format(
            Locale.ROOT,
            """
        label        %s
        probability  %s
        rows         %,d
        positives    %,d  (%.2f %%)
        ROC AUC      %s
        log loss     %.4f  (probabilities clipped by %.0e)
        Brier        %.4f
        """,
            label,
            probability,
            rows,
            positives,
            100.0 * positives / rows,
            area(),
            logLoss,
            BinaryMetrics.CLIP,
            brier);
    return comparison == null ? figures : figures + comparison.table();
  }

  private String area() {
    return rocAuc.isPresent()
        ? String.format(Locale.ROOT, "%.4f", rocAuc.getAsDouble())
        : "not defined: every row has the label " + (positives > 0);
  }

  /** {@code roc_auc} is null when it is not defined. Does not close the stream. */
  void writeJson(OutputStream out) {
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("label", label.toString());
      json.writeStringProperty("probability", probability.toString());
      json.writeNumberProperty("rows", rows);
      json.writeNumberProperty("positives", positives);
      if (rocAuc.isPresent()) {
        json.writeNumberProperty("roc_auc", rocAuc.getAsDouble());
      } else {
        json.writeNullProperty("roc_auc");
      }
      json.writeNumberProperty("log_loss", logLoss);
      json.writeNumberProperty("log_loss_clip", BinaryMetrics.CLIP);
      json.writeNumberProperty("brier", brier);
      if (comparison != null) {
        json.writeName("comparison");
        comparison.writeJson(json);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
