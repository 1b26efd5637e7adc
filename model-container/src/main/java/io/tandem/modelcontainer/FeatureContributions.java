package io.tandem.modelcontainer;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.formats.ContributionWriter;
import io.tandem.modelcontainer.formats.OutputKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each feature of a row contributed to its margins: the sum over its columns, where the
 * artifact says what makes a column; else each column is a feature. Thread-safe.
 */
final class FeatureContributions {
  /** Rows whose numbers by column are there at once. */
  private static final int BLOCK_ROWS = 64;

  private final Explainer explainer;
  private final List<String> names;
  private final int features;

  /** By column. */
  private final int[] featureOf;

  private FeatureContributions(Explainer explainer, int width, List<String> byColumn) {
    this.explainer = explainer;
    this.featureOf = new int[width];
    List<String> found = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (int column = 0; column < width; column++) {
      featureOf[column] = column;
      if (!byColumn.isEmpty()) {
        String name = byColumn.get(column);
        featureOf[column] = numbers.computeIfAbsent(name, _ -> numbers.size());
        if (featureOf[column] == found.size()) {
          found.add(name);
        }
      }
    }
    this.names = List.copyOf(found);
    this.features = found.isEmpty() ? width : found.size();
  }

  /**
   * @param model of the artifact
   * @throws ContainerException when its contributions cannot be computed
   */
  static FeatureContributions of(ModelArtifact artifact, Model model) {
    try {
      return new FeatureContributions(
          artifact.explainer(), model.width(), byColumn(artifact, model));
    } catch (UnfitModelException unfit) {
      throw new ContainerException(
          "%s: a model of %s cannot answer %s: %s"
              .formatted(
                  OutputKey.SETTING,
                  model.engine(),
                  OutputKey.CONTRIBUTIONS.key(),
                  unfit.getMessage()),
          unfit);
    }
  }

  /** The features, else the names of the columns, else nothing. */
  private static List<String> byColumn(ModelArtifact artifact, Model model) {
    List<String> features = artifact.manifest().map(Manifest::features).orElse(List.of());
    List<String> columns = artifact.manifest().map(Manifest::columns).orElse(List.of());
    return !features.isEmpty() ? features : !columns.isEmpty() ? columns : model.columns();
  }

  ContributionWriter writer() {
    return new ContributionWriter(explainer.outputs(), features, names);
  }

  /** Of a row: a number for each feature and one for the bias, by output. */
  int numbers() {
    return explainer.outputs() * (features + 1);
  }

  /** Row after row, each number the nearest float of the sum. */
  float[] of(RowMatrix rows) {
    int width = rows.width();
    float[] numbers = new float[rows.count() * numbers()];
    double[] sums = new double[features + 1];
    int at = 0;
    for (int begin = 0; begin < rows.count(); begin += BLOCK_ROWS) {
      int end = Math.min(rows.count(), begin + BLOCK_ROWS);
      double[] byColumn = explainer.contributions(rows.slice(begin, end));
      for (int from = 0; from < byColumn.length; from += width + 1) {
        Arrays.fill(sums, 0);
        for (int column = 0; column < width; column++) {
          sums[featureOf[column]] += byColumn[from + column];
        }
        sums[features] = byColumn[from + width];
        for (double sum : sums) {
          numbers[at++] = (float) sum;
        }
      }
    }
    return numbers;
  }

  MemoryUse memory() {
    return explainer.memory().plus(new MemoryUse((long) featureOf.length * Integer.BYTES, 0));
  }
}
