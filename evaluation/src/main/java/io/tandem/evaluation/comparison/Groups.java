package io.tandem.evaluation.comparison;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.rows.Grouping;
import io.tandem.evaluation.statistics.BenjaminiHochberg;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.DeLong;
import io.tandem.evaluation.statistics.LabelledPredictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Judges each group of each slice. */
final class Groups {
  private Groups() {}

  static List<Group> of(
      ByModel<LabelledPredictions> models, List<Grouping> groupings, Definition.Minimum minimum) {
    List<Group> groups = new ArrayList<>();
    for (Grouping grouping : groupings) {
      int[] sizes = new int[grouping.names().size()];
      for (int group : grouping.ofRow()) {
        sizes[group]++;
      }
      for (int group = 0; group < sizes.length; group++) {
        int[] rows = rowsOf(grouping, group, sizes[group]);
        groups.add(group(models, grouping.slice(), grouping.names().get(group), rows, minimum));
      }
    }
    return adjusted(groups);
  }

  private static int[] rowsOf(Grouping grouping, int group, int size) {
    int[] rows = new int[size];
    int count = 0;
    for (int row = 0; row < grouping.ofRow().length; row++) {
      if (grouping.ofRow()[row] == group) {
        rows[count++] = row;
      }
    }
    return rows;
  }

  private static Group group(
      ByModel<LabelledPredictions> models,
      String slice,
      String name,
      int[] rows,
      Definition.Minimum minimum) {
    boolean[] labels = new boolean[rows.length];
    int positives = 0;
    for (int i = 0; i < rows.length; i++) {
      labels[i] = models.current().labels()[rows[i]];
      positives += labels[i] ? 1 : 0;
    }
    int least = Math.min(positives, rows.length - positives);
    if (rows.length < minimum.rows() || least < minimum.rowsOfEachClass()) {
      return new Group(slice, name, rows.length, positives, Optional.empty(), Optional.empty());
    }
    ByModel<LabelledPredictions> here = models.map(model -> some(model, labels, rows));
    LabelledPredictions current = here.current();
    DeLong areas = DeLong.of(labels, here.old().orElse(current).levels(), current.levels());
    return new Group(
        slice,
        name,
        rows.length,
        positives,
        Optional.of(
            new ByModel<>(
                new Group.OfModel(
                    new Estimate(areas.second(), areas.intervalOfSecond()),
                    mean(current.probabilities())),
                here.old()
                    .map(
                        model ->
                            new Group.OfModel(
                                new Estimate(areas.first(), areas.intervalOfFirst()),
                                mean(model.probabilities()))))),
        here.old()
            .map(
                _ ->
                    new Group.Difference(
                        new Estimate(areas.difference(), areas.intervalOfDifference()),
                        areas.pValue())));
  }

  private static LabelledPredictions some(LabelledPredictions model, boolean[] labels, int[] rows) {
    double[] probabilities = new double[rows.length];
    Arrays.setAll(probabilities, i -> model.probabilities()[rows[i]]);
    return LabelledPredictions.of(labels, probabilities);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static List<Group> adjusted(List<Group> groups) {
    double[] pValues =
        BenjaminiHochberg.adjusted(
            groups.stream()
                .flatMap(group -> group.difference().stream())
                .mapToDouble(Group.Difference::pValue)
                .toArray());
    List<Group> adjusted = new ArrayList<>();
    int next = 0;
    for (Group group : groups) {
      if (group.difference().isEmpty()) {
        adjusted.add(group);
        continue;
      }
      adjusted.add(
          new Group(
              group.slice(),
              group.name(),
              group.rows(),
              group.positives(),
              group.models(),
              Optional.of(
                  new Group.Difference(group.difference().get().rocAuc(), pValues[next++]))));
    }
    return adjusted;
  }
}
