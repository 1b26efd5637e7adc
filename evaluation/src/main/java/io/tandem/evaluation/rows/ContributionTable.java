package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The contributions of the rows of one file, in their order. Not thread-safe. */
final class ContributionTable {
  /** As floats, 400 MB. */
  private static final long MAX_NUMBERS = 100_000_000;

  private final ContributionReader reader;
  private final List<float[]> byRow = new ArrayList<>();
  private long numbers;

  ContributionTable(Field field, List<String> names) {
    this.reader = new ContributionReader(field, names);
  }

  void add(Value value) {
    float[] row = Arrays.copyOf(reader.read(value), reader.names().size());
    numbers += row.length;
    if (numbers > MAX_NUMBERS) {
      throw new EvaluationException(
          "more than %d numbers of contributions; expected fewer orders or no $.contributions"
              .formatted(MAX_NUMBERS));
    }
    byRow.add(row);
  }

  /** By row of the file: a number for each feature. */
  Contributions of(int[] rows) {
    return new Contributions(
        reader.names(), Arrays.stream(rows).mapToObj(byRow::get).toArray(float[][]::new));
  }
}
