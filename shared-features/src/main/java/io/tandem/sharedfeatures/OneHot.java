package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column per category, 1 for the one at hand and 0 elsewhere. Listed categories keep the list's
 * order; learned ones are in the order of their UTF-8 bytes.
 *
 * @param values the categories, or empty when they are learned
 * @param top how many categories are learned at most, the most frequent first
 * @param minCount how often a category must occur to be learned
 */
record OneHot(List<String> values, int top, int minCount, Fallback unseen, Fallback missing)
    implements Encoding {
  private static final String OTHER = "other";
  private static final int NO_COLUMN = -1;

  OneHot {
    values = List.copyOf(values);
  }

  /** What a text that is no category, or a missing one, gives. */
  enum Fallback {
    /** 1 in a column of its own: {@code name=other}, {@code name.missing}. */
    COLUMN,
    /** 0 in all columns. */
    ZERO,
    /** NaN in all columns. */
    NAN;

    float fill() {
      return this == NAN ? Float.NaN : 0;
    }
  }

  @Override
  public Type input() {
    return Type.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return values.isEmpty()
        ? Optional.of(new Vocabulary(feature, top, minCount))
        : Optional.empty();
  }

  @Override
  public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
    List<String> columns = new ArrayList<>();
    Map<String, Integer> columnOf = new HashMap<>();
    for (String category : values.isEmpty() ? Vocabulary.read(feature, learned) : values) {
      columnOf.put(category, columns.size());
      columns.add(feature + "=" + category);
    }
    int unseenColumn = NO_COLUMN;
    if (unseen == Fallback.COLUMN) {
      // A category "other" and a text that is no category are the same.
      unseenColumn = columnOf.getOrDefault(OTHER, columns.size());
      if (unseenColumn == columns.size()) {
        columns.add(feature + "=" + OTHER);
      }
    }
    int missingColumn = NO_COLUMN;
    if (missing == Fallback.COLUMN) {
      missingColumn = columns.size();
      columns.add(feature + ".missing");
    }
    return new OneHotEncoder(
        columns,
        columnOf,
        Expression.text(value),
        new Default(unseenColumn, unseen.fill()),
        new Default(missingColumn, missing.fill()));
  }

  /**
   * @param column holds 1, if there is one
   * @param fill what the other columns hold
   */
  private record Default(int column, float fill) {}

  private record OneHotEncoder(
      List<String> columns,
      Map<String, Integer> columnOf,
      Expression.TextCode value,
      Default unseen,
      Default missing)
      implements Encoder {

    OneHotEncoder {
      columns = List.copyOf(columns);
      columnOf = Map.copyOf(columnOf);
    }

    @Override
    public void encode(Row row, float[] vector, int at) {
      String text = value.at(row, Expression.SCALAR);
      Integer known = text == null ? null : columnOf.get(text);
      Default fallback = text == null ? missing : unseen;
      int column = known == null ? fallback.column : known;
      Arrays.fill(vector, at, at + columns.size(), known == null ? fallback.fill : 0);
      if (column != NO_COLUMN) {
        vector[at + column] = 1;
      }
    }
  }
}
