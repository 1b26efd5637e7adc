package io.tandem.sharedfeatures.encoding;

import static java.util.stream.Collectors.joining;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column per category. Of one text: 1 for the one at hand and 0 elsewhere. Of the texts of an
 * array's elements ({@code bag}): the sum of their weights in each column. Listed categories keep
 * the list's order; learned ones are in the order of their UTF-8 bytes.
 *
 * @param values the categories, or empty when they are learned
 * @param top how many categories are learned at most, the most frequent first
 * @param minCount how often a category must occur to be learned
 */
public record OneHot(
    List<String> values, int top, int minCount, Fallback unseen, Fallback missing, boolean bag)
    implements Encoding {
  private static final String OTHER = "other";
  private static final int NO_COLUMN = -1;

  public OneHot {
    values = List.copyOf(values);
  }

  /** The columns of a text that is no category, or of a missing text. */
  public enum Fallback {
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
  public List<Input> inputs() {
    return bag ? Input.WEIGHTED_TEXTS : Input.TEXT;
  }

  @Override
  public Optional<Statistics> statistics(String feature) {
    return values.isEmpty()
        ? Optional.of(new Vocabulary(feature, top, minCount))
        : Optional.empty();
  }

  @Override
  public Optional<Collection<String>> categories(String feature, @Nullable Json learned) {
    return Optional.of(values.isEmpty() ? Vocabulary.read(feature, learned) : values);
  }

  @Override
  public Encoder encoder(String feature, List<Expression> inputs, @Nullable Json learned) {
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
    Categories categories =
        new Categories(
            columns,
            columnOf,
            new Default(unseenColumn, unseen.fill()),
            new Default(missingColumn, missing.fill()));
    return bag
        ? new BagEncoder(categories, WeightedTexts.of(inputs))
        : new OneHotEncoder(categories, Expression.text(inputs.get(0)));
  }

  /**
   * @param column holds 1, if there is one
   * @param fill what the other columns hold
   */
  private record Default(int column, float fill) {}

  private record Categories(
      List<String> columns, Map<String, Integer> columnOf, Default unseen, Default missing) {
    Categories {
      columns = List.copyOf(columns);
      columnOf = Map.copyOf(columnOf);
    }

    String words(String text) {
      Integer known = columnOf.get(text);
      return known == null
          ? "'%s' is none of %d categories".formatted(text, columnOf.size())
          : "'%s' is category %d of %d".formatted(text, known + 1, columnOf.size());
    }

    void fall(Default fallback, float[] vector, int at) {
      Arrays.fill(vector, at, at + columns.size(), fallback.fill);
      if (fallback.column != NO_COLUMN) {
        vector[at + fallback.column] = 1;
      }
    }
  }

  private record OneHotEncoder(Categories categories, RowToText value) implements Encoder {
    @Override
    public List<String> columns() {
      return categories.columns;
    }

    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      String text = value.at(row, Row.SCALAR);
      if (text == null) {
        categories.fall(categories.missing, vector, at);
        return Outcome.MISSING;
      }
      Integer known = categories.columnOf.get(text);
      if (known == null) {
        categories.fall(categories.unseen, vector, at);
        return Outcome.UNSEEN;
      }
      Arrays.fill(vector, at, at + categories.columns.size(), 0);
      vector[at + known] = 1;
      return Outcome.KNOWN;
    }

    @Override
    public String explain(Row row) {
      String text = value.at(row, Row.SCALAR);
      return text == null ? "" : categories.words(text);
    }
  }

  /** One element's unseen category leaves the others' columns as they are. */
  private record BagEncoder(Categories categories, WeightedTexts elements) implements Encoder {
    @Override
    public List<String> columns() {
      return categories.columns;
    }

    @Override
    public Outcome encode(Row row, float[] vector, int at) {
      boolean known = elements.addUp(row, categories.columns.size(), this::column, vector, at);
      if (!known) {
        categories.fall(categories.missing, vector, at);
        return Outcome.MISSING;
      }
      boolean unseen = unseen(row) > 0;
      if (unseen && Float.isNaN(categories.unseen.fill)) {
        categories.fall(categories.unseen, vector, at);
      }
      return unseen ? Outcome.UNSEEN : Outcome.KNOWN;
    }

    @Override
    public String explain(Row row) {
      return elements.distinct(row).stream().map(categories::words).collect(joining(", "));
    }

    @Override
    public int unseen(Row row) {
      return elements.count(row, text -> !categories.columnOf.containsKey(text));
    }

    private int column(String text) {
      return categories.columnOf.getOrDefault(text, categories.unseen.column);
    }
  }
}
