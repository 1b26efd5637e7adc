package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodings of a text into columns. */
final class CategoryEncodings {
  /** Distinct texts one feature may hold while fitting: some hundred megabytes at the worst. */
  static final int MAX_DISTINCT = 1_000_000;

  /** Columns of one feature. */
  static final int MAX_COLUMNS = 10_000;

  private static final String OTHER = "other";
  private static final int NO_COLUMN = -1;

  private CategoryEncodings() {}

  /** What a text that is no category, or a missing one, gives. */
  enum Fallback {
    /** 1 in a column of its own: {@code name=other}, {@code name.missing}. */
    COLUMN,
    /** 0 in all columns. */
    ZERO,
    /** NaN in all columns. */
    NAN
  }

  /**
   * A column per category, 1 for the one at hand and 0 elsewhere.
   *
   * @param values the categories, or empty when they are learned
   * @param top how many categories are learned at most, the most frequent first
   * @param minCount how often a category must occur to be learned
   */
  record OneHot(List<String> values, int top, int minCount, Fallback unseen, Fallback missing)
      implements Encoding {

    OneHot {
      values = List.copyOf(values);
    }

    @Override
    public Type input() {
      return Type.TEXT;
    }

    @Override
    public Optional<Statistics> statistics() {
      return values.isEmpty() ? Optional.of(new Vocabulary(top, minCount)) : Optional.empty();
    }

    @Override
    public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
      List<String> columns = new ArrayList<>();
      Map<String, Integer> columnOf = new HashMap<>();
      for (String category : values.isEmpty() ? Vocabulary.read(feature, learned) : values) {
        columnOf.put(category, columns.size());
        columns.add(feature + "=" + category);
      }
      // A category "other" in the list and a text that is not in it are the same.
      int unseenColumn = columnOf.getOrDefault(OTHER, NO_COLUMN);
      if (unseenColumn == NO_COLUMN && unseen == Fallback.COLUMN) {
        unseenColumn = columns.size();
        columns.add(feature + "=" + OTHER);
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
          unseenColumn,
          missingColumn,
          unseen == Fallback.NAN ? Float.NaN : 0,
          missing == Fallback.NAN ? Float.NaN : 0);
    }
  }

  /**
   * @param unseenFill what the other columns hold when the text is no category
   */
  private record OneHotEncoder(
      List<String> columns,
      Map<String, Integer> columnOf,
      Expression.TextCode value,
      int unseenColumn,
      int missingColumn,
      float unseenFill,
      float missingFill)
      implements Encoding.Encoder {

    OneHotEncoder {
      columns = List.copyOf(columns);
      columnOf = Map.copyOf(columnOf);
    }

    @Override
    public void encode(Row row, float[] vector, int at) {
      String text = value.at(row, Expression.SCALAR);
      Integer known = text == null ? null : columnOf.get(text);
      int column;
      float fill = 0;
      if (known != null) {
        column = known;
      } else if (text != null) {
        column = unseenColumn;
        fill = unseenFill;
      } else {
        column = missingColumn;
        fill = missingFill;
      }
      Arrays.fill(vector, at, at + columns.size(), fill);
      if (column != NO_COLUMN) {
        vector[at + column] = 1;
      }
    }
  }

  /**
   * One of a fixed number of columns, chosen by {@link Murmur3} of {@code feature=text}, is 1;
   * missing leaves all 0. Needs no vocabulary, at the price of collisions.
   */
  record Hash(int buckets, int seed) implements Encoding {
    @Override
    public Type input() {
      return Type.TEXT;
    }

    @Override
    public Optional<Statistics> statistics() {
      return Optional.empty();
    }

    @Override
    public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
      List<String> columns = new ArrayList<>();
      for (int bucket = 0; bucket < buckets; bucket++) {
        columns.add(feature + "#" + bucket);
      }
      return new HashEncoder(columns, feature, Expression.text(value), seed);
    }
  }

  private record HashEncoder(
      List<String> columns, String feature, Expression.TextCode value, int seed)
      implements Encoding.Encoder {

    HashEncoder {
      columns = List.copyOf(columns);
    }

    @Override
    public void encode(Row row, float[] vector, int at) {
      Arrays.fill(vector, at, at + columns.size(), 0);
      String text = value.at(row, Expression.SCALAR);
      if (text != null) {
        int hash = Murmur3.hash(feature + "=" + text, seed);
        vector[at + Integer.remainderUnsigned(hash, columns.size())] = 1;
      }
    }
  }

  /** How often the text occurred in training, per known text; 0 for unseen, NaN for missing. */
  record Frequency(int top) implements Encoding {
    @Override
    public Type input() {
      return Type.TEXT;
    }

    @Override
    public Optional<Statistics> statistics() {
      return Optional.of(new Vocabulary(top, 1));
    }

    @Override
    public Encoder encoder(String feature, Expression value, @Nullable Json learned) {
      Expression.TextCode text = Expression.text(value);
      Map<String, Double> frequencies = Vocabulary.readFrequencies(feature, learned);
      Expression frequency =
          Function.number(
              Expression.SCALAR,
              (row, i) -> {
                String category = text.at(row, i);
                return category == null ? Double.NaN : frequencies.getOrDefault(category, 0.0);
              });
      return Encoding.ofNumber(feature, frequency, x -> x);
    }
  }

  /** Exact counts of texts; the most frequent ones, ties by their UTF-8 bytes, are kept. */
  static final class Vocabulary implements Encoding.Statistics {
    private final int top;
    private final int minCount;
    private final Map<String, Long> counts = new HashMap<>();

    Vocabulary(int top, int minCount) {
      this.top = top;
      this.minCount = minCount;
    }

    @Override
    public void observe(Expression value, Row row) {
      String text = Expression.text(value).at(row, Expression.SCALAR);
      if (text != null) {
        add(text, 1);
      }
    }

    @Override
    public void merge(Encoding.Statistics other) {
      ((Vocabulary) other).counts.forEach(this::add);
    }

    private void add(String text, long count) {
      counts.merge(text, count, Long::sum);
      if (counts.size() > MAX_DISTINCT) {
        throw new DefinitionException(
            "fitting",
            List.of(
                "a feature has more than "
                    + MAX_DISTINCT
                    + " different texts: encode it with hash, or make its value coarser"));
      }
    }

    /** By text, in the order of UTF-8 bytes: columns stay in place when counts shift a little. */
    @Override
    public Json finish() {
      List<Json> kept =
          counts.entrySet().stream()
              .filter(entry -> entry.getValue() >= minCount)
              .sorted(
                  Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey(Texts.UTF8_ORDER)))
              .limit(top)
              .sorted(Map.Entry.comparingByKey(Texts.UTF8_ORDER))
              .<Json>map(
                  entry ->
                      new Json.Arr(
                          "$",
                          List.of(Json.text(entry.getKey()), new Json.Num("$", entry.getValue()))))
              .toList();
      long observed = counts.values().stream().mapToLong(Long::longValue).sum();
      return Json.object(
          Map.of("count", new Json.Num("$", observed), "vocabulary", new Json.Arr("$", kept)));
    }

    static List<String> read(String feature, @Nullable Json learned) {
      List<String> texts = new ArrayList<>();
      for (Json entry : entries(feature, learned)) {
        texts.add(((Json.Text) ((Json.Arr) entry).items().get(0)).value());
      }
      return texts;
    }

    static Map<String, Double> readFrequencies(String feature, @Nullable Json learned) {
      Map<String, Double> frequencies = new HashMap<>();
      for (Json entry : entries(feature, learned)) {
        List<Json> pair = ((Json.Arr) entry).items();
        frequencies.put(((Json.Text) pair.get(0)).value(), ((Json.Num) pair.get(1)).value());
      }
      return Map.copyOf(frequencies);
    }

    private static List<Json> entries(String feature, @Nullable Json learned) {
      if (learned instanceof Json.Obj object
          && object.fields().get("vocabulary") instanceof Json.Arr vocabulary
          && vocabulary.items().size() <= MAX_COLUMNS
          && vocabulary.items().stream().allMatch(Vocabulary::isEntry)) {
        return vocabulary.items();
      }
      throw new DefinitionException(
          "state.json",
          List.of(
              "feature "
                  + feature
                  + " lacks a vocabulary of at most "
                  + MAX_COLUMNS
                  + " pairs of text and count"));
    }

    private static boolean isEntry(Json entry) {
      return entry instanceof Json.Arr pair
          && pair.items().size() == 2
          && pair.items().get(0) instanceof Json.Text
          && pair.items().get(1) instanceof Json.Num;
    }
  }
}
