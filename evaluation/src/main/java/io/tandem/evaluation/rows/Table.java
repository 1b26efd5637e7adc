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

  private final List<String> ids = new ArrayList<>();
  private double[] probabilities = new double[1024];

  /** 1 for a positive row, 0 for a negative one. */
  private byte[] labels = new byte[1024];

  private double[] amounts = new double[1024];
  private final List<int[]> slices = new ArrayList<>();
  private final List<Map<Value, Integer>> sliceValues = new ArrayList<>();

  /** Days since 1970-01-01. */
  private int[] days = new int[1024];

  private int rows;
  private String fingerprint = "";

  private Table(
      Optional<Field> id,
      Optional<Field> probability,
      Optional<Field> label,
      Optional<Definition.Outcome> outcome,
      List<Definition.Slice> slices) {
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
        definition.slices());
  }

  /** Predictions alone. */
  static Table ofPredictions(Definition.Source source) {
    return new Table(
        source.id(),
        Optional.of(source.probability()),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** What came true, of orders that a model judged elsewhere. */
  static Table ofOutcomes(Definition definition) {
    Definition.Outcome outcome = definition.outcome();
    return new Table(
        outcome.id(),
        Optional.empty(),
        Optional.of(outcome.label()),
        Optional.of(outcome),
        definition.slices());
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
