package io.tandem.modelcontainer.artifact;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitValue;
import org.jspecify.annotations.Nullable;

/** Whether a loaded model is the one that a manifest describes, and is explained as such. */
record ManifestCheck(Manifest manifest) {
  /**
   * How far the sum of contributions may be from the margin, as a share of the largest of them, or
   * of 1 where that is smaller: margins are floats, added up tree by tree.
   */
  private static final double SUM_TOLERANCE = 1e-5;

  /**
   * @throws ContainerException naming what differs
   */
  void check(Model model) {
    check("engine", manifest.engine(), model.engine());
    check("objective", manifest.objective(), model.output().name());
    if (manifest.width() != 0) {
      check("width", Integer.toString(manifest.width()), Integer.toString(model.width()));
    }
    if (!manifest.columns().isEmpty()) {
      String stated = Integer.toString(manifest.columns().size());
      check("number of columns", stated, Integer.toString(model.width()));
    }
    if (!manifest.features().isEmpty()) {
      String stated = Integer.toString(manifest.features().size());
      check("number of features of columns", stated, Integer.toString(model.width()));
    }
    if (!model.columns().isEmpty() && !manifest.columns().isEmpty()) {
      for (int i = 0; i < model.width(); i++) {
        check("column " + (i + 1), manifest.columns().get(i), model.columns().get(i));
      }
    }
    for (int i = 0; i < manifest.golden().size(); i++) {
      checkGolden(i + 1, manifest.golden().get(i), model);
    }
  }

  private static void check(String what, String stated, String found) {
    if (!stated.isEmpty() && !stated.equals(found)) {
      throw new ContainerException(
          "the model file does not belong to %s: %s is \"%s\" there and \"%s\" in the model file"
              .formatted(Manifest.FILE, what, stated, found));
    }
  }

  private void checkGolden(int number, Manifest.GoldenRow golden, Model model) {
    RowMatrix row = golden.row();
    float[] expected = golden.margins();
    check("width of golden row " + number, row.width() + "", model.width() + "");
    @Nullable UnfitValue unfit = model.unfit(row);
    if (unfit != null) {
      throw new ContainerException(
          "golden row %d of %s: %s"
              .formatted(number, Manifest.FILE, unfit.detail(0, model.columns())));
    }
    Predictions margins = model.margins(row);
    check("outputs of golden row " + number, expected.length + "", margins.width() + "");
    for (int i = 0; i < expected.length; i++) {
      float found = (float) margins.value(0, i); // that of a double is what a manifest holds
      if (Manifest.differs(found, expected[i], manifest.tolerance())) {
        String how = manifest.tolerance() == 0 ? "exactly" : "within " + manifest.tolerance();
        throw new ContainerException(
            "golden row %d of %s, margin %d: the model gives %s, expected %s %s; the model file was changed, or this engine computes differently"
                .formatted(number, Manifest.FILE, i + 1, found, how, expected[i]));
      }
    }
  }

  /**
   * @throws ContainerException when the contributions to a golden row do not add up to its margins
   */
  void check(Explainer explainer) {
    double tolerance = Math.max(SUM_TOLERANCE, manifest.tolerance());
    for (int i = 0; i < manifest.golden().size(); i++) {
      RowMatrix row = manifest.golden().get(i).row();
      float[] margins = manifest.golden().get(i).margins();
      double[] contributions = explainer.contributions(row);
      int perOutput = row.width() + 1;
      for (int output = 0; output < margins.length; output++) {
        double sum = 0;
        double largest = 1;
        for (int at = output * perOutput; at < (output + 1) * perOutput; at++) {
          sum += contributions[at];
          largest = Math.max(largest, Math.abs(contributions[at]));
        }
        boolean near = Math.abs(sum - margins[output]) <= tolerance * largest;
        if (!near || !Double.isFinite(sum)) {
          throw new ContainerException(
              "golden row %d of %s, margin %d: its contributions add up to %s, expected %s within %s of the largest of them; serve the model without contributions"
                  .formatted(i + 1, Manifest.FILE, output + 1, sum, margins[output], tolerance));
        }
      }
    }
  }
}
