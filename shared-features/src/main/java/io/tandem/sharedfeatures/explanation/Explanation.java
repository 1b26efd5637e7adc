package io.tandem.sharedfeatures.explanation;

import io.tandem.sharedfeatures.text.Decimals;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import io.tandem.strictjson.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the vector of one order came about: for each feature what was read, what was computed from
 * it, and the columns.
 *
 * <p>It may be passed on: nothing of a personal source can be read off it, whichever feature it
 * goes into. Texts of such sources, and texts computed from them, are masked (letters become {@code
 * a} or {@code A}, digits 0) and say {@value #MASKED}; numbers, times and zones, the columns too,
 * say {@value #HIDDEN}. Shown are whether a value is missing, and what a definition reduces
 * personal values to: a yes or no that was not one before, and a category that the definition
 * lists.
 *
 * @param features in the order of the definition
 */
public record Explanation(List<OfFeature> features) implements Explained {
  static final String MASKED = " (masked)";
  static final String HIDDEN = "hidden because personal";

  /** Elements of an array that are shown to people. */
  private static final int ELEMENTS = 8;

  private static final int SHORT = 100;
  private static final int LONG = 300;

  public Explanation {
    features = List.copyOf(features);
  }

  /**
   * One feature.
   *
   * @param outcome {@code missing}, or that the text was unseen; empty when it was neither
   * @param sources what the order has for each source that the feature reads
   * @param steps named values and parts of the feature's expression, each after what it is computed
   *     from; the last one is the feature's value
   * @param encoding as the definition has it; empty when the number is the column
   * @param encoded what of all that was learned or listed decided the columns; empty when the
   *     recipe says it all, or the value is personal
   * @param personal whether the columns are hidden because they would tell a personal value
   * @param columns all of them, none when hidden; missing is NaN
   */
  public record OfFeature(
      String name,
      String outcome,
      List<OfSource> sources,
      List<OfStep> steps,
      String encoding,
      String encoded,
      boolean personal,
      Map<String, Float> columns) {
    public OfFeature {
      sources = List.copyOf(sources);
      steps = List.copyOf(steps);
    }
  }

  /**
   * One source.
   *
   * @param path where it is read
   * @param text what stands there in the order as JSON, or the word {@code absent}
   * @param value what it was read as
   * @param cause why it has no value, or its default instead; empty when it was read
   */
  public record OfSource(String name, String path, Value text, Value value, String cause) {}

  /**
   * A part of an expression as it is written, and what it gave.
   *
   * @param clock of a function of the local time: the local time, and the rule that chose it
   */
  public record OfStep(String expression, Value value, String clock) {}

  /**
   * One value, or of an array one per element, in words.
   *
   * @param each whether there is one per element
   */
  public record Value(boolean each, List<String> words) {
    public Value {
      words = List.copyOf(words);
    }

    static Value of(String word) {
      return new Value(false, List.of(word));
    }

    Json json() {
      return each ? Json.texts(words) : Json.text(words.get(0));
    }

    /** For people; of a long array the beginning. */
    @Override
    public String toString() {
      if (!each) {
        return words.get(0);
      }
      String shown = String.join(", ", words.subList(0, Math.min(words.size(), ELEMENTS)));
      String more = words.size() > ELEMENTS ? ", ... " + words.size() + " in all" : "";
      return "[" + shown + more + "]";
    }
  }

  /** Why a name is none of a feature's; empty when all are. */
  public Optional<String> unknown(Set<String> names) {
    List<String> known = features.stream().map(OfFeature::name).toList();
    return names.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(name -> "there is no feature " + name + Suggestion.hint(name, known));
  }

  /** Of these features alone; of all when there are no names. */
  public Explanation only(Set<String> names) {
    return names.isEmpty()
        ? this
        : new Explanation(features.stream().filter(f -> names.contains(f.name)).toList());
  }

  /**
   * As one JSON object, with the fields {@code features}, there {@code name}, {@code outcome}, ...
   * Arrays are whole.
   */
  public String toJson() {
    Json json =
        Json.object(
            Map.of(
                "features", new Json.Arr("$", features.stream().map(Explanation::json).toList())));
    return Texts.escaped(json.compact());
  }

  private static Json json(OfFeature feature) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.text(feature.name));
    fields.put("outcome", Json.text(feature.outcome));
    fields.put("encoding", Json.text(feature.encoding));
    fields.put("encoded", Json.text(feature.encoded));
    fields.put("personal", new Json.Bool("$", feature.personal));
    Map<String, Json> columns = new LinkedHashMap<>();
    feature.columns.forEach((column, value) -> columns.put(column, json(value)));
    fields.put("columns", Json.object(columns));
    fields.put(
        "sources", new Json.Arr("$", feature.sources.stream().map(Explanation::json).toList()));
    fields.put("steps", new Json.Arr("$", feature.steps.stream().map(Explanation::json).toList()));
    return Json.object(fields);
  }

  /** The digits are the float's, as in the vector; a double would show more of them. */
  private static Json json(float column) {
    return Float.isNaN(column)
        ? new Json.Null("$")
        : Json.num(Double.parseDouble(Decimals.ofFloat(column)));
  }

  private static Json json(OfSource source) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.text(source.name));
    fields.put("path", Json.text(source.path));
    fields.put("text", source.text.json());
    fields.put("value", source.value.json());
    fields.put("cause", Json.text(source.cause));
    return Json.object(fields);
  }

  private static Json json(OfStep step) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("expression", Json.text(step.expression));
    fields.put("value", step.value.json());
    fields.put("clock", Json.text(step.clock));
    return Json.object(fields);
  }

  /** For people, a paragraph per feature. */
  public String toText() {
    return features.stream().map(Explanation::text).collect(Collectors.joining("\n"));
  }

  private static String text(OfFeature feature) {
    StringBuilder text = new StringBuilder(head(feature)).append('\n');
    for (OfSource source : feature.sources) {
      String read = source.name + " = " + shown(source.value.toString(), SHORT);
      String from = source.path + ": " + shown(source.text.toString(), SHORT);
      line(text, "read", read + "   from " + from + inBrackets(source.cause));
    }
    for (OfStep step : feature.steps) {
      String gave = shown(step.expression, SHORT) + " = " + shown(step.value.toString(), SHORT);
      line(text, "then", gave + inBrackets(step.clock));
    }
    if (!feature.encoding.isEmpty()) {
      line(text, "encode", shown(feature.encoding, LONG));
    }
    if (!feature.encoded.isEmpty()) {
      line(text, "", shown(feature.encoded, LONG));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String words) {
    text.append(String.format(Locale.ROOT, "  %-6s ", what)).append(words).append('\n');
  }

  private static String inBrackets(String words) {
    return words.isEmpty() ? "" : "   (" + words + ")";
  }

  private static String shown(String text, int length) {
    return Ellipsis.shorten(Texts.escaped(text), length);
  }

  /** {@code amount_log = 5.147436}; of many columns those that are not 0. */
  private static String head(OfFeature feature) {
    if (feature.personal) {
      return feature.name + ": " + HIDDEN + inBrackets(feature.outcome);
    }
    List<String> columns = new ArrayList<>();
    feature.columns.forEach(
        (column, value) -> {
          if (value != 0 || feature.columns.size() == 1) {
            columns.add(column + " = " + Decimals.shown(value));
          }
        });
    boolean one = feature.columns.size() == 1 && feature.columns.containsKey(feature.name);
    String shown =
        columns.isEmpty()
            ? "0 in all of its " + feature.columns.size() + " columns"
            : shown(String.join(", ", columns), LONG);
    return (one ? "" : feature.name + ": ") + shown + inBrackets(feature.outcome);
  }
}
