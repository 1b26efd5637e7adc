package io.tandem.modelcontainer;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which feature makes each column of a model, where the artifact says it; else each column is a
 * feature. Immutable.
 */
final class FeatureColumns {
  private final List<String> names;
  private final int count;
  private final boolean grouped;

  /** By column. */
  private final int[] featureOf;

  private FeatureColumns(int width, List<String> byColumn, boolean grouped) {
    this.featureOf = new int[width];
    this.grouped = grouped;
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
    this.count = found.isEmpty() ? width : found.size();
  }

  /**
   * @param model of the artifact
   */
  static FeatureColumns of(ModelArtifact artifact, Model model) {
    List<String> features = artifact.manifest().map(Manifest::features).orElse(List.of());
    List<String> columns = artifact.manifest().map(Manifest::columns).orElse(List.of());
    List<String> names =
        !features.isEmpty() ? features : !columns.isEmpty() ? columns : model.columns();
    return new FeatureColumns(model.width(), names, !features.isEmpty());
  }

  /** Whether the artifact says which columns a feature makes. */
  boolean grouped() {
    return grouped;
  }

  /** Features. */
  int count() {
    return count;
  }

  int width() {
    return featureOf.length;
  }

  /** The feature that makes a column. */
  int featureOf(int column) {
    return featureOf[column];
  }

  /** By feature, all different; empty when they have none. */
  List<String> names() {
    return names;
  }

  /** For people: its name, or the number of its column from 1. */
  String label(int feature) {
    return names.isEmpty() ? "column " + (feature + 1) : names.get(feature);
  }

  MemoryUse memory() {
    return new MemoryUse((long) featureOf.length * Integer.BYTES, 0);
  }
}
