package io.tandem.modelcontainer;

import io.tandem.modelcontainer.engine.TreeStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a feature means to a model, over all its columns.
 *
 * @param splits that compare one of its columns
 * @param totalGain what these gained in training
 * @param totalCover what of the training rows passed them
 * @param meanContribution the mean of the absolute contributions to the rows of a file; NaN without
 */
record FeatureImportance(
    String feature, long splits, double totalGain, double totalCover, double meanContribution) {

  /**
   * Those of all features, the most important one first: by contributions where there are some,
   * else by gain.
   *
   * @param contributions by feature, or empty
   */
  static List<FeatureImportance> of(
      FeatureColumns features, TreeStatistics trees, double[] contributions) {
    long[] splits = new long[features.count()];
    double[] gains = new double[features.count()];
    double[] covers = new double[features.count()];
    for (int column = 0; column < features.width(); column++) {
      int feature = features.featureOf(column);
      splits[feature] += trees.splits()[column];
      gains[feature] += trees.gains()[column];
      covers[feature] += trees.covers()[column];
    }
    List<FeatureImportance> found = new ArrayList<>();
    for (int i = 0; i < features.count(); i++) {
      double contribution = contributions.length == 0 ? Double.NaN : contributions[i];
      found.add(
          new FeatureImportance(features.label(i), splits[i], gains[i], covers[i], contribution));
    }
    found.sort(Comparator.comparingDouble(FeatureImportance::measure).reversed());
    return found;
  }

  /** What it is sorted by, and drawn. */
  double measure() {
    return Double.isNaN(meanContribution) ? totalGain : meanContribution;
  }

  /** Of its splits. */
  double meanGain() {
    return splits == 0 ? 0 : totalGain / splits;
  }

  /** Of its splits. */
  double meanCover() {
    return splits == 0 ? 0 : totalCover / splits;
  }
}
