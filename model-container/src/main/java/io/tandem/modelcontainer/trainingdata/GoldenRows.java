package io.tandem.modelcontainer.trainingdata;

import io.tandem.modelcontainer.artifact.Manifest.GoldenRow;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The rows of training data that a manifest records with their margins. */
public final class GoldenRows {
  private static final int SPREAD = 4;

  private GoldenRows() {}

  /**
   * Some spread over the data, and the one with the most missing values; without those whose
   * margins are no finite numbers, so there may be none.
   *
   * @param model that gives the margins, the way serving will
   * @param data at least one row
   */
  public static List<GoldenRow> of(Model model, TrainingData data) {
    List<GoldenRow> golden = new ArrayList<>();
    for (int index : chosen(data)) {
      float[] row = data.row(index);
      Predictions margins = model.margins(new GoldenRow(row, row).row());
      float[] values = new float[margins.width()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) margins.value(0, i);
      }
      GoldenRow candidate = new GoldenRow(row, values);
      if (candidate.isFinite()) {
        golden.add(candidate);
      }
    }
    return golden;
  }

  private static SortedSet<Integer> chosen(TrainingData data) {
    SortedSet<Integer> chosen = new TreeSet<>();
    for (int i = 0; i < SPREAD; i++) {
      chosen.add((int) ((long) i * (data.rows() - 1) / (SPREAD - 1)));
    }
    int sparsest = 0;
    for (int i = 1; i < data.rows(); i++) {
      if (data.missing(i) > data.missing(sparsest)) {
        sparsest = i;
      }
    }
    chosen.add(sparsest);
    return chosen;
  }
}
