package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Exact counts of texts; the most frequent ones, ties by their UTF-8 bytes, are kept. */
public final class Vocabulary implements Encoding.Statistics {
  /** Different texts that one feature may count. */
  public static final int MAX_DISTINCT = 1_000_000;

  /** Characters of all these texts together. */
  static final long MAX_CHARACTERS = 64L << 20;

  private final String feature;
  private final int top;
  private final int minCount;
  private final Map<String, Long> counts = new HashMap<>();
  private long characters;

  /**
   * @param top how many texts are kept at most
   * @param minCount how often a text must occur to be kept
   */
  public Vocabulary(String feature, int top, int minCount) {
    this.feature = feature;
    this.top = top;
    this.minCount = minCount;
  }

  @Override
  public void observe(List<Expression> values, Row row) {
    Expression value = values.get(0);
    RowToText code = Expression.text(value);
    boolean each = value.array() != Row.SCALAR;
    int length = each ? row.lengths[value.array()] : 1;
    for (int i = 0; i < length; i++) {
      String text = code.at(row, i);
      if (text != null) {
        add(text, 1);
      }
    }
  }

  @Override
  public void merge(Encoding.Statistics other) {
    ((Vocabulary) other).counts.forEach(this::add);
  }

  void add(String text, long count) {
    if (counts.merge(text, count, Long::sum) == count) {
      characters += text.length();
    }
    if (counts.size() > MAX_DISTINCT || characters > MAX_CHARACTERS) {
      throw new DefinitionException(
          "fitting",
          List.of(
              "feature "
                  + feature
                  + " has more than "
                  + MAX_DISTINCT
                  + " different texts, or more than "
                  + MAX_CHARACTERS
                  + " characters in them: encode it with hash, or make its value coarser"));
    }
  }

  @Override
  public String kind() {
    return "vocabulary";
  }

  @Override
  public void write(StateOutput out) {
    List<String> texts = texts();
    out.number(texts.size());
    for (String text : texts) {
      out.text(text);
      out.number(counts.getOrDefault(text, 0L));
    }
  }

  /** In the order of UTF-8 bytes. */
  List<String> texts() {
    return counts.keySet().stream().sorted(Texts.UTF8_ORDER).toList();
  }

  @Override
  public void read(StateInput in) {
    int texts = in.size(2);
    for (int i = 0; i < texts; i++) {
      String text = in.text();
      addOnce(text, in.number());
    }
  }

  /** Of a text that a state names, each once. */
  void addOnce(String text, long count) {
    if (count < 1 || counts.containsKey(text)) {
      throw StateInput.broken("has a text twice, or not at all");
    }
    add(text, count);
  }

  /** By text, in the order of UTF-8 bytes: columns stay in place when counts shift a little. */
  @Override
  public Json finish() {
    List<Json> kept =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= minCount)
            .sorted(Vocabulary::byCount)
            .limit(top)
            .sorted(Vocabulary::byText)
            .<Json>map(
                entry ->
                    new Json.Arr(
                        "$", List.of(Json.text(entry.getKey()), Json.num(entry.getValue()))))
            .toList();
    long observed = counts.values().stream().mapToLong(Long::longValue).sum();
    return Json.object(
        new TreeMap<>(Map.of("count", Json.num(observed), "vocabulary", new Json.Arr("$", kept))));
  }

  private static int byCount(Map.Entry<String, Long> one, Map.Entry<String, Long> other) {
    int order = other.getValue().compareTo(one.getValue());
    return order == 0 ? byText(one, other) : order;
  }

  private static int byText(Map.Entry<String, Long> one, Map.Entry<String, Long> other) {
    return Texts.UTF8_ORDER.compare(one.getKey(), other.getKey());
  }

  @Override
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /** The texts of what {@link #finish} gave, in its order. */
  static List<String> read(String feature, @Nullable Json learned) {
    return List.copyOf(readCounts(feature, learned).keySet());
  }

  /** How often each text occurred, in the order of the texts. */
  static Map<String, Double> readCounts(String feature, @Nullable Json learned) {
    if (learned instanceof Json.Obj object
        && object.fields().get("vocabulary") instanceof Json.Arr vocabulary
        && vocabulary.items().size() <= Limits.COLUMNS_OF_ONE) {
      Map<String, Double> counts = new LinkedHashMap<>();
      for (Json entry : vocabulary.items()) {
        if (entry instanceof Json.Arr pair
            && pair.items().size() == 2
            && pair.items().get(0) instanceof Json.Text text
            && pair.items().get(1) instanceof Json.Num count
            && count.value() >= 1
            && Double.isFinite(count.value())) {
          counts.put(text.value(), count.value());
        }
      }
      if (counts.size() == vocabulary.items().size()) {
        return counts;
      }
    }
    throw new DefinitionException(
        StateReader.FILE,
        List.of(
            "$.features."
                + feature
                + ": expected a vocabulary of at most "
                + Limits.COLUMNS_OF_ONE
                + " pairs of different texts and how often they occurred; fit the definition"
                + " anew"));
  }
}
