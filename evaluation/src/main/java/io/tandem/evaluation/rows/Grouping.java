package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Rows in groups, by the values of a slice's field. Immutable but for the array, which is not
 * copied.
 *
 * @param names of the groups
 * @param ofRow the group of each row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of rows, never compared
public record Grouping(String slice, List<String> names, int[] ofRow) {
  /** The most groups of a slice; more distinct numbers are cut into bands. */
  private static final int MAX_GROUPS = 12;

  private static final int BANDS = 5;

  /** Values of fewer rows are merged, so that a report names no single person's value. */
  private static final int LEAST_ROWS = 10;

  private static final int LONGEST_NAME = 60;
  private static final String MISSING = "(missing)";

  public Grouping {
    names = List.copyOf(names);
  }

  /**
   * @param codes of each row
   * @param values by code; of those that no row has nothing is known
   */
  static Grouping of(Definition.Slice slice, int[] codes, List<Value> values) {
    int[] used = Arrays.stream(codes).distinct().sorted().toArray();
    int[] place = new int[values.size()];
    for (int i = 0; i < used.length; i++) {
      place[used[i]] = i;
    }
    return ofUsed(
        slice,
        Arrays.stream(codes).map(code -> place[code]).toArray(),
        Arrays.stream(used).mapToObj(values::get).toList());
  }

  private static Grouping ofUsed(Definition.Slice slice, int[] codes, List<Value> values) {
    if (values.stream().allMatch(Value::isMissing)) {
      throw new EvaluationException(
          "%s is missing in every row that holds an outcome; the slice %s needs it"
              .formatted(slice.field(), slice.name()));
    }
    if (values.stream().anyMatch(value -> value.kind() == Value.Kind.OTHER)) {
      throw new EvaluationException(slice.field() + " is not a text, a number, true or false");
    }
    if (slice.equals().isPresent()) {
      String wanted = slice.equals().get();
      return byName(
          slice.name(), codes, values.stream().map(value -> sameAs(wanted, value)).toList());
    }
    double[] edges = slice.bands().stream().mapToDouble(edge -> edge).toArray();
    if (edges.length == 0 && numeric(values) && values.size() > MAX_GROUPS) {
      edges = fifths(codes, values);
    }
    return edges.length > 0 ? byBand(slice, codes, values, edges) : byValue(slice, codes, values);
  }

  private static String sameAs(String wanted, Value value) {
    if (value.isMissing()) {
      return MISSING;
    }
    boolean same = value.text().equals(wanted) || value.number() == Value.ofCell(wanted).number();
    return same ? "yes" : "no";
  }

  private static boolean numeric(List<Value> values) {
    return values.stream().allMatch(value -> value.isMissing() || !Double.isNaN(value.number()));
  }

  /** Borders with about a fifth of the rows between them. */
  private static double[] fifths(int[] codes, List<Value> values) {
    double[] sorted =
        Arrays.stream(codes)
            .mapToDouble(code -> values.get(code).number())
            .filter(number -> !Double.isNaN(number))
            .sorted()
            .toArray();
    return IntStream.range(1, BANDS)
        .mapToDouble(band -> sorted[(int) ((long) sorted.length * band / BANDS)])
        .filter(edge -> edge > sorted[0])
        .distinct()
        .toArray();
  }

  private static Grouping byBand(
      Definition.Slice slice, int[] codes, List<Value> values, double[] edges) {
    String[] names = new String[values.size()];
    for (int code = 0; code < names.length; code++) {
      Value value = values.get(code);
      if (!value.isMissing() && Double.isNaN(value.number())) {
        throw new EvaluationException(
            slice.field() + " is not always a number, as the bands of the slice need");
      }
      names[code] = value.isMissing() ? MISSING : band(value.number(), edges);
    }
    List<String> order = new ArrayList<>();
    order.add(band(Double.NEGATIVE_INFINITY, edges));
    Arrays.stream(edges).forEach(edge -> order.add(band(edge, edges)));
    order.add(MISSING);
    Grouping grouping = byName(slice.name(), codes, List.of(names));
    return grouping.ordered(Comparator.comparingInt(order::indexOf));
  }

  private static String band(double number, double[] edges) {
    int above = 0;
    while (above < edges.length && number >= edges[above]) {
      above++;
    }
    if (above == 0) {
      return "below " + text(edges[0]);
    }
    return above == edges.length
        ? text(edges[above - 1]) + " and more"
        : text(edges[above - 1]) + " to " + text(edges[above]);
  }

  private static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : Double.toString(number);
  }

  /** The values of most rows, and the others together. */
  private static Grouping byValue(Definition.Slice slice, int[] codes, List<Value> values) {
    int[] rows = new int[values.size()];
    for (int code : codes) {
      rows[code]++;
    }
    List<Integer> byRows = new ArrayList<>();
    for (int code = 0; code < rows.length; code++) {
      byRows.add(code);
    }
    byRows.sort(
        Comparator.comparingInt((Integer code) -> -rows[code])
            .thenComparing(code -> values.get(code).text()));
    String[] names = new String[rows.length];
    List<Integer> others = new ArrayList<>();
    for (int place = 0; place < rows.length; place++) {
      int code = byRows.get(place);
      Value value = values.get(code);
      boolean named =
          rows[code] >= LEAST_ROWS && (place < MAX_GROUPS - 1 || rows.length == MAX_GROUPS);
      if (value.isMissing()) {
        names[code] = MISSING;
      } else if (named) {
        names[code] = shortened(value.text());
      } else {
        others.add(code);
      }
    }
    for (int code : others) {
      names[code] = "others (%d)".formatted(others.size());
    }
    return byName(slice.name(), codes, List.of(names));
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_NAME
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_NAME)) + "…";
  }

  /** Groups in the order of their rows, the largest first. */
  private static Grouping byName(String slice, int[] codes, List<String> names) {
    Map<String, Integer> rows = new TreeMap<>();
    for (int code : codes) {
      rows.merge(names.get(code), 1, Integer::sum);
    }
    List<String> groups = new ArrayList<>(rows.keySet());
    groups.sort(Comparator.comparingInt((String name) -> -rows.getOrDefault(name, 0)));
    int[] ofRow = new int[codes.length];
    int[] ofCode = names.stream().mapToInt(groups::indexOf).toArray();
    Arrays.setAll(ofRow, row -> ofCode[codes[row]]);
    return new Grouping(slice, groups, ofRow);
  }

  private Grouping ordered(Comparator<String> order) {
    List<String> sorted = names.stream().sorted(order).toList();
    int[] moved = names.stream().mapToInt(sorted::indexOf).toArray();
    return new Grouping(slice, sorted, Arrays.stream(ofRow).map(group -> moved[group]).toArray());
  }
}
