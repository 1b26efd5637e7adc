package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.LabelledPredictions;
import io.tandem.evaluation.statistics.ProbabilityLevels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files and joins their rows by id. Rows come out in the order of the judged probability,
 * whatever their order in the files.
 */
public final class Join {
  /** Fewer rows of a class do not show how they vary. */
  private static final int MIN_ROWS_OF_CLASS = 10;

  /**
   * The files or folders of an evaluation.
   *
   * @param old predictions of the model to compare with
   * @param outcomes what came true; empty when the predictions hold it
   * @param model the file of the artifact that made the predictions; only its fingerprint is used
   * @param oldModel the same of the old predictions
   */
  public record Files(
      Path predictions,
      Optional<Path> old,
      Optional<Path> outcomes,
      Optional<Path> model,
      Optional<Path> oldModel) {}

  private final Definition definition;
  private final Table current;
  private final @Nullable Table old;

  /** The predictions when these hold what came true. */
  private final Table outcomes;

  private final JoinedRows.Fingerprints fingerprints;

  private Join(
      Definition definition,
      Table current,
      @Nullable Table old,
      Table outcomes,
      JoinedRows.Fingerprints fingerprints) {
    this.fingerprints = fingerprints;
    this.definition = definition;
    this.current = current;
    this.old = old;
    this.outcomes = outcomes;
  }

  /**
   * @throws EvaluationException when a file cannot be read or has a wrong row, or too few rows are
   *     in all files
   */
  public static JoinedRows read(Definition definition, Files files) {
    boolean joined = files.old().isPresent() || files.outcomes().isPresent();
    if (joined && definition.predictions().id().isEmpty()) {
      throw new EvaluationException("rows are joined by id; expected $.id in the definition");
    }
    if (files.old().isEmpty()) {
      for (int i = 0; i < definition.gates().size(); i++) {
        if (definition.gates().get(i).compares()) {
          throw new EvaluationException(
              "$.gates[%d] compares with an old model; expected --old".formatted(i));
        }
      }
    }
    boolean apart = files.outcomes().isPresent();
    Table current =
        read(
            apart
                ? Table.ofPredictions(
                    definition,
                    definition.predictions(),
                    definition.contributions().map(Definition.Contributions::field))
                : Table.ofAll(definition),
            files.predictions());
    @Nullable Table old = files.old().map(file -> read(ofOld(definition), file)).orElse(null);
    Table outcomes =
        files.outcomes().map(file -> read(Table.ofOutcomes(definition), file)).orElse(current);
    if (!outcomes.hasLabels()) {
      throw new EvaluationException(
          "%s is missing in every row of %s%s"
              .formatted(
                  definition.outcome().label(),
                  files.outcomes().orElse(files.predictions()),
                  apart ? "" : "; outcomes in a file of their own are given by --outcomes"));
    }
    JoinedRows.Fingerprints fingerprints =
        new JoinedRows.Fingerprints(
            current.fingerprint(),
            Optional.ofNullable(old).map(Table::fingerprint),
            apart ? Optional.of(outcomes.fingerprint()) : Optional.empty(),
            files.model().map(Sha256::of),
            files.oldModel().map(Sha256::of));
    return new Join(definition, current, old, outcomes, fingerprints).rows();
  }

  private static Table ofOld(Definition definition) {
    return Table.ofPredictions(
        definition,
        definition.old(),
        definition.contributions().flatMap(Definition.Contributions::oldField));
  }

  private static Table read(Table table, Path file) {
    table.fingerprint(new RowReader(table.fields(), table.whole()).read(file, table::add));
    return table;
  }

  private JoinedRows rows() {
    IdIndex ofCurrent = current.hasIds() ? IdIndex.of(current) : IdIndex.EMPTY;
    IdIndex ofOld = old == null ? IdIndex.EMPTY : IdIndex.of(old);
    boolean apart = !outcomes.equals(current);
    IdIndex ofOutcomes = apart ? IdIndex.of(outcomes) : IdIndex.EMPTY;
    int[] rowOfCurrent = new int[current.rows()];
    int[] rowOfOld = new int[current.rows()];
    int[] rowOfOutcomes = new int[current.rows()];
    int judged = 0;
    int withoutOld = 0;
    int withoutOutcome = 0;
    int doubled = 0;
    for (int row = 0; row < current.rows(); row++) {
      int one = current.hasIds() ? ofCurrent.row(current.id(row)) : row;
      int other = old == null ? row : ofOld.row(current.id(row));
      int outcome = apart ? ofOutcomes.row(current.id(row)) : row;
      if (one == IdIndex.DOUBLED || other == IdIndex.DOUBLED || outcome == IdIndex.DOUBLED) {
        doubled++;
      } else if (other == IdIndex.ABSENT) {
        withoutOld++;
      } else if (outcome == IdIndex.ABSENT || !outcomes.hasLabel(outcome)) {
        withoutOutcome++;
      } else {
        rowOfCurrent[judged] = row;
        rowOfOld[judged] = other;
        rowOfOutcomes[judged++] = outcome;
      }
    }
    ProbabilityLevels levels =
        ProbabilityLevels.of(column(judged, i -> current.probability(rowOfCurrent[i])));
    int[] order = byProbability(levels, rowOfCurrent, judged);
    return gather(
        levels.inOrder(order),
        inOrder(rowOfCurrent, order),
        inOrder(rowOfOld, order),
        inOrder(rowOfOutcomes, order),
        new JoinedRows.Counts(
            current.rows(),
            judged,
            doubled,
            withoutOld,
            withoutOutcome,
            ofOld.notIn(ofCurrent),
            ofOutcomes.notIn(ofCurrent)));
  }

  /** In this order the counts of neighbouring rows lie side by side in memory. */
  private int[] byProbability(ProbabilityLevels levels, int[] rowOfCurrent, int judged) {
    int[] next = new int[levels.count() + 1];
    for (int i = 0; i < judged; i++) {
      next[levels.of(i) + 1]++;
    }
    for (int level = 1; level < next.length; level++) {
      next[level] += next[level - 1];
    }
    int[] order = new int[judged];
    for (int i = 0; i < judged; i++) {
      order[next[levels.of(i)]++] = i;
    }
    if (current.hasIds()) {
      // Each level now ends where the next begins.
      for (int level = 0; level < levels.count(); level++) {
        sortById(order, level == 0 ? 0 : next[level - 1], next[level], rowOfCurrent);
      }
    }
    return order;
  }

  /** Rows of equal probabilities, from one place to another. */
  private void sortById(int[] order, int from, int to, int[] rowOfCurrent) {
    if (to - from > 1) {
      int[] sorted =
          Arrays.stream(order, from, to)
              .boxed()
              .sorted(Comparator.comparing(i -> current.id(rowOfCurrent[i])))
              .mapToInt(i -> i)
              .toArray();
      System.arraycopy(sorted, 0, order, from, sorted.length);
    }
  }

  private static int[] inOrder(int[] rows, int[] order) {
    return Arrays.stream(order).map(i -> rows[i]).toArray();
  }

  private JoinedRows gather(
      ProbabilityLevels levels,
      int[] ofCurrent,
      int[] ofOld,
      int[] ofOutcomes,
      JoinedRows.Counts counts) {
    int rows = ofCurrent.length;
    boolean[] labels = new boolean[rows];
    double[] probabilities = new double[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = outcomes.isPositive(ofOutcomes[row]);
      probabilities[row] = current.probability(ofCurrent[row]);
    }
    require(labels, counts);
    ByModel<LabelledPredictions> models =
        new ByModel<>(
            new LabelledPredictions(labels, probabilities, levels),
            Optional.ofNullable(old)
                .map(
                    table ->
                        LabelledPredictions.of(
                            labels, column(rows, i -> table.probability(ofOld[i])))));
    List<Grouping> groupings = new ArrayList<>();
    for (int i = 0; i < definition.slices().size(); i++) {
      groupings.add(
          Grouping.of(
              definition.slices().get(i),
              outcomes.sliceCodes(i, ofOutcomes),
              outcomes.sliceValues(i)));
    }
    return new JoinedRows(
        models,
        outcomes.hasAmounts()
            ? Optional.of(column(rows, i -> outcomes.amount(ofOutcomes[i])))
            : Optional.empty(),
        outcomes.period(ofOutcomes),
        groupings,
        counts,
        fingerprints,
        current
            .contributions(ofCurrent)
            .map(
                found ->
                    new ByModel<>(
                        found,
                        Optional.ofNullable(old).flatMap(table -> table.contributions(ofOld)))),
        outcomes.featureValues(ofOutcomes));
  }

  private static double[] column(int rows, IntToDoubleFunction value) {
    double[] column = new double[rows];
    Arrays.setAll(column, value);
    return column;
  }

  private void require(boolean[] labels, JoinedRows.Counts counts) {
    if (old != null && counts.withoutOld() == counts.read()) {
      throw new EvaluationException(
          "no id of the predictions (%s) is one of the old predictions (%s)"
              .formatted(
                  definition.predictions().id().orElseThrow(),
                  definition.old().id().orElseThrow()));
    }
    int bad = 0;
    for (boolean label : labels) {
      bad += label ? 1 : 0;
    }
    if (Math.min(bad, labels.length - bad) < MIN_ROWS_OF_CLASS) {
      throw new EvaluationException(
          """
          of %d rows %d can be judged, %d good and %d bad ones; expected at least %d of each (not \
          judged: %d whose id the old predictions lack, %d without outcome, %d whose id occurs more \
          than once)\
          """
              .formatted(
                  counts.read(),
                  counts.judged(),
                  labels.length - bad,
                  bad,
                  MIN_ROWS_OF_CLASS,
                  counts.withoutOld(),
                  counts.withoutOutcome(),
                  counts.doubled()));
    }
  }
}
