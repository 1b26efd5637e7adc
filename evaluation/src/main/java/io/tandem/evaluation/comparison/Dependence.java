package io.tandem.evaluation.comparison;

import io.tandem.evaluation.rows.Contributions;
import io.tandem.evaluation.rows.FeatureValues;
import io.tandem.evaluation.statistics.ByModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * How the contributions of a feature depend on its value.
 *
 * @param field where the values are, for people
 * @param numbers whether the values are numbers; else each bin is of one text
 */
public record Dependence(String feature, String field, boolean numbers, ByModel<List<Bin>> bins) {
  /** More are a line to the eye. */
  private static final int MOST_BINS = 20;

  private static final int MOST_TEXTS = 12;

  /** Of orders without the value, and of texts beyond the most frequent ones. */
  private static final String MISSING = "missing";

  private static final String OTHERS = "others";

  public Dependence {
    bins = bins.map(List::copyOf);
  }

  /**
   * Orders of neighbouring values, or of one text.
   *
   * @param name of texts, and of orders without the value; empty for numbers
   * @param value the mean; NaN for those that have a name
   * @param rows how many orders
   * @param mean of their contributions
   * @param low a tenth of the contributions is smaller
   * @param high a tenth is larger
   */
  public record Bin(String name, double value, int rows, double mean, double low, double high) {}

  /** Of the features that contribute and whose values are known, in the order of the values. */
  static List<Dependence> of(ByModel<Contributions> contributions, List<FeatureValues> values) {
    List<Dependence> all = new ArrayList<>();
    for (FeatureValues one : values) {
      if (contributions.current().features().contains(one.feature())) {
        List<int[]> groups = new ArrayList<>();
        List<String> names = new ArrayList<>();
        boolean numbers = one.areNumbers();
        if (numbers) {
          byNumber(one, groups, names);
        } else {
          byText(one, groups, names);
        }
        Optional<Contributions> old =
            contributions.old().filter(other -> other.features().contains(one.feature()));
        all.add(
            new Dependence(
                one.feature(),
                one.field(),
                numbers,
                new ByModel<>(contributions.current(), old)
                    .map(model -> bins(model.of(one.feature()), one, groups, names))));
      }
    }
    return all;
  }

  /** Of about as many orders each; equal values stay together. */
  private static void byNumber(FeatureValues values, List<int[]> groups, List<String> names) {
    int[] there = rows(values, row -> !Double.isNaN(values.numbers()[row]));
    int[] sorted =
        Arrays.stream(there)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> values.numbers()[row]))
            .mapToInt(row -> row)
            .toArray();
    int begin = 0;
    while (begin < sorted.length) {
      int left = MOST_BINS - groups.size();
      int end = begin + Math.max(1, (sorted.length - begin) / Math.max(1, left));
      while (end < sorted.length
          && values.numbers()[sorted[end]] == values.numbers()[sorted[end - 1]]) {
        end++;
      }
      groups.add(Arrays.copyOfRange(sorted, begin, end));
      names.add("");
      begin = end;
    }
    add(MISSING, rows(values, row -> Double.isNaN(values.numbers()[row])), groups, names);
  }

  private static void add(String name, int[] rows, List<int[]> groups, List<String> names) {
    if (rows.length > 0) {
      groups.add(rows);
      names.add(name);
    }
  }

  /** The most frequent first, equal ones by name. */
  private static void byText(FeatureValues values, List<int[]> groups, List<String> names) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    values.texts().stream()
        .filter(text -> !text.isEmpty())
        .forEach(text -> counts.merge(text, 1, Integer::sum));
    List<String> frequent =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_TEXTS)
            .map(Map.Entry::getKey)
            .toList();
    for (String text : frequent) {
      groups.add(rows(values, row -> values.texts().get(row).equals(text)));
      names.add(text);
    }
    IntPredicate isMissing =
        row -> values.texts().get(row).isEmpty() && Double.isNaN(values.numbers()[row]);
    add(
        OTHERS,
        rows(values, row -> !frequent.contains(values.texts().get(row)) && !isMissing.test(row)),
        groups,
        names);
    add(MISSING, rows(values, isMissing), groups, names);
  }

  private static int[] rows(FeatureValues values, IntPredicate test) {
    int[] found = new int[values.numbers().length];
    int count = 0;
    for (int row = 0; row < found.length; row++) {
      if (test.test(row)) {
        found[count++] = row;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static List<Bin> bins(
      double[] contributions, FeatureValues values, List<int[]> groups, List<String> names) {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      int[] rows = groups.get(i);
      double[] sorted =
          Arrays.stream(rows).mapToDouble(row -> contributions[row]).sorted().toArray();
      double value =
          names.get(i).isEmpty()
              ? Arrays.stream(rows)
                  .mapToDouble(row -> values.numbers()[row])
                  .average()
                  .orElseThrow()
              : Double.NaN;
      bins.add(
          new Bin(
              names.get(i),
              value,
              rows.length,
              Arrays.stream(sorted).average().orElseThrow(),
              sorted[(int) (0.1 * (sorted.length - 1))],
              sorted[(int) Math.ceil(0.9 * (sorted.length - 1))]));
    }
    return bins;
  }
}
