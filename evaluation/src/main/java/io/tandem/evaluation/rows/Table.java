package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The wanted columns of one file, in the order of its rows. Not thread-safe. */
final class Table {
  private static final byte UNKNOWN = -1;
  private static final double MAX_AMOUNT = 1e12;

  private final List<Field> fields = new ArrayList<>();
  private final int id;
  private final int probability;
  private final int label;
  private final int amount;
  private final int time;
  private final int firstSlice;
  private final int contribution;
  private final int firstValue;

  private final List<String> ids = new ArrayList<>();
  private double[] probabilities = new double[1024];

  /** 1 for a positive row, 0 for a negative one. */
  private byte[] labels = new byte[1024];

  private double[] amounts = new double[1024];
  private final List<int[]> slices = new ArrayList<>();
  private final List<Map<Value, Integer>> sliceValues = new ArrayList<>();

  /** Null when they are not read. */
  private final @Nullable ContributionTable contributions;

  /** By feature whose value is read. */
  private final List<ValueColumn> values = new ArrayList<>();

  /** Days since 1970-01-01. */
  private int[] days = new int[1024];

  private int rows;
  private String fingerprint = "";

  private Table(
      Optional<Field> id,
      Optional<Field> probability,
      Optional<Field> label,
      Optional<Definition.Outcome> outcome,
      List<Definition.Slice> slices,
      Optional<Field> contributions,
      Optional<Definition.Contributions> contributed) {
    this.id = add(id);
    this.probability = add(probability);
    this.label = add(label);
    this.amount = add(outcome.flatMap(Definition.Outcome::amount));
    this.time = add(outcome.flatMap(Definition.Outcome::time));
    this.firstSlice = fields.size();
    for (Definition.Slice slice : slices) {
      add(Optional.of(slice.field()));
      this.slices.add(new int[1024]);
      this.sliceValues.add(new HashMap<>());
    }
    this.contribution = add(contributions);
    this.contributions =
        contributions
            .map(
                field ->
                    new ContributionTable(
                        field, contributed.map(Definition.Contributions::names).orElse(List.of())))
            .orElse(null);
    this.firstValue = fields.size();
    Map<String, Field> valueFields =
        outcome.isPresent()
            ? contributed.map(Definition.Contributions::values).orElse(Map.of())
            : Map.of();
    valueFields.forEach(
        (feature, field) -> {
          fields.add(field);
          values.add(new ValueColumn(feature, field));
        });
    if (fields.stream().map(Object::getClass).distinct().count() > 1) {
      throw new EvaluationException(
          "of one file some fields are given as paths, numbers or names of columns; expected all in"
              + " one way, not "
              + fields);
    }
  }

  private int add(Optional<Field> field) {
    field.ifPresent(fields::add);
    return field.isPresent() ? fields.size() - 1 : -1;
  }

  /** Predictions that hold what came true too. */
  static Table ofAll(Definition definition) {
    Definition.Outcome outcome = definition.outcome();
    return new Table(
        definition.predictions().id(),
        Optional.of(definition.predictions().probability()),
        Optional.of(outcome.label()),
        Optional.of(outcome),
        definition.slices(),
        definition.contributions().map(Definition.Contributions::field),
        definition.contributions());
  }

  /**
   * Predictions alone.
   *
   * @param contributions where those of this model are
   */
  static Table ofPredictions(
      Definition definition, Definition.Source source, Optional<Field> contributions) {
    return new Table(
        source.id(),
        Optional.of(source.probability()),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        contributions,
        definition.contributions());
  }

  /** What came true, of orders that a model judged elsewhere. */
  static Table ofOutcomes(Definition definition) {
    Definition.Outcome outcome = definition.outcome();
    return new Table(
        outcome.id(),
        Optional.empty(),
        Optional.of(outcome.label()),
        Optional.of(outcome),
        definition.slices(),
        Optional.empty(),
        definition.contributions());
  }

  List<Field> fields() {
    return fields;
  }

  void add(Value[] values) {
    if (rows == labels.length) {
      grow(Math.addExact(rows, rows >> 1));
    }
    if (id >= 0) {
      ids.add(values[id].id(fields.get(id)));
    }
    if (probability >= 0) {
      probabilities[rows] = values[probability].number(fields.get(probability), 0, 1, "0 to 1");
    }
    labels[rows] = UNKNOWN;
    if (label >= 0 && !values[label].isMissing()) {
      labels[rows] = (byte) (values[label].label(fields.get(label)) ? 1 : 0);
    }
    if (amount >= 0) {
      amounts[rows] = values[amount].number(fields.get(amount), 0, MAX_AMOUNT, "0 to 1e12");
    }
    if (time >= 0) {
      days[rows] = (int) values[time].date(fields.get(time)).toEpochDay();
    }
    if (contributions != null) {
      contributions.add(values[contribution]);
    }
    for (int i = 0; i < this.values.size(); i++) {
      this.values.get(i).add(values[firstValue + i]);
    }
    for (int i = 0; i < slices.size(); i++) {
      Map<Value, Integer> known = sliceValues.get(i);
      Value value = values[firstSlice + i];
      Integer code = known.get(value);
      if (code == null) {
        code = known.size();
        known.put(value, code);
      }
      slices.get(i)[rows] = code;
    }
    rows++;
  }

  private void grow(int capacity) {
    probabilities = Arrays.copyOf(probabilities, capacity);
    labels = Arrays.copyOf(labels, capacity);
    amounts = Arrays.copyOf(amounts, capacity);
    days = Arrays.copyOf(days, capacity);
    slices.replaceAll(codes -> Arrays.copyOf(codes, capacity));
  }

  void fingerprint(String sha256) {
    fingerprint = sha256;
  }

  String fingerprint() {
    return fingerprint;
  }

  int rows() {
    return rows;
  }

  boolean hasIds() {
    return id >= 0;
  }

  boolean hasAmounts() {
    return amount >= 0;
  }

  String id(int row) {
    return ids.get(row);
  }

  double probability(int row) {
    return probabilities[row];
  }

  boolean hasLabel(int row) {
    return labels[row] != UNKNOWN;
  }

  boolean hasLabels() {
    return IntStream.range(0, rows).anyMatch(this::hasLabel);
  }

  boolean isPositive(int row) {
    return labels[row] == 1;
  }

  double amount(int row) {
    return amounts[row];
  }

  /** Of these rows; empty when times are not read. */
  Optional<JoinedRows.Period> period(int[] of) {
    IntSummaryStatistics range = Arrays.stream(of).map(row -> days[row]).summaryStatistics();
    return time < 0 || of.length == 0
        ? Optional.empty()
        : Optional.of(
            new JoinedRows.Period(
                LocalDate.ofEpochDay(range.getMin()), LocalDate.ofEpochDay(range.getMax())));
  }

  /** The index of the field whose objects and arrays are values too; -1 for none. */
  int whole() {
    return contribution;
  }

  /** Of these rows; empty when they are not read. */
  Optional<Contributions> contributions(int[] of) {
    return Optional.ofNullable(contributions).map(all -> all.of(of));
  }

  /** Of these rows: the values of each feature whose field is known. */
  List<FeatureValues> featureValues(int[] of) {
    return values.stream().map(column -> column.of(of)).toList();
  }

  /** The code of the value of each of these rows. */
  int[] sliceCodes(int slice, int[] of) {
    int[] codes = new int[of.length];
    Arrays.setAll(codes, row -> slices.get(slice)[of[row]]);
    return codes;
  }

  /** By code. */
  List<Value> sliceValues(int slice) {
    Value[] values = new Value[sliceValues.get(slice).size()];
    sliceValues.get(slice).forEach((value, code) -> values[code] = value);
    return List.of(values);
  }
}
