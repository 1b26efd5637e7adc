package io.tandem.sharedfeatures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the vector of one order came about: for each feature what was read, what was computed from
 * it, and the columns. Texts of personal sources, and what is computed from them, are masked:
 * letters become {@code a} or {@code A}, digits 0; other personal values are hidden.
 *
 * @param features in the order of the definition
 */
public record Explanation(List<OfFeature> features) implements Explained {
  private static final int SHORT = 100;

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
   * @param encoding as the definition has it, with what it learned if that is not long; empty when
   *     the number is the column
   * @param columns all of them; missing is NaN
   */
  public record OfFeature(
      String name,
      String outcome,
      List<OfSource> sources,
      List<OfStep> steps,
      String encoding,
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
   * @param text what stands there in the order as JSON, or the word {@code absent}; of an array,
   *     what its first elements have
   * @param value what it was read as
   * @param cause why it has no value, or its default instead; empty when it was read
   */
  public record OfSource(String name, String path, String text, String value, String cause) {}

  /** A part of an expression as it is written, and what it gave. */
  public record OfStep(String expression, String value) {}

  /**
   * As one JSON object, with the fields {@code features}, there {@code name}, {@code outcome}, ...
   */
  public String toJson() {
    return Json.object(
            Map.of(
                "features", new Json.Arr("$", features.stream().map(Explanation::json).toList())))
        .compact();
  }

  private static Json json(OfFeature feature) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.text(feature.name));
    fields.put("outcome", Json.text(feature.outcome));
    fields.put("encoding", Json.text(feature.encoding));
    Map<String, Json> columns = new LinkedHashMap<>();
    feature.columns.forEach(
        (column, value) ->
            columns.put(column, value.isNaN() ? new Json.Null("$") : new Json.Num("$", value)));
    fields.put("columns", Json.object(columns));
    fields.put(
        "sources", new Json.Arr("$", feature.sources.stream().map(Explanation::json).toList()));
    fields.put(
        "steps",
        new Json.Arr(
            "$",
            feature.steps.stream()
                .<Json>map(
                    step ->
                        texts(
                            "expression", step.expression,
                            "value", step.value))
                .toList()));
    return Json.object(fields);
  }

  private static Json json(OfSource source) {
    return texts(
        "name", source.name,
        "path", source.path,
        "text", source.text,
        "value", source.value,
        "cause", source.cause);
  }

  private static Json texts(String... namesAndValues) {
    Map<String, Json> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], Json.text(namesAndValues[i + 1]));
    }
    return Json.object(fields);
  }

  /**
   * For people, a paragraph per feature.
   *
   * @param names the features wanted; all when empty
   */
  public String toText(Set<String> names) {
    return features.stream()
        .filter(feature -> names.isEmpty() || names.contains(feature.name))
        .map(Explanation::text)
        .collect(Collectors.joining("\n"));
  }

  private static String text(OfFeature feature) {
    StringBuilder text = new StringBuilder(head(feature)).append('\n');
    for (OfSource source : feature.sources) {
      text.append("  read   ").append(source.name).append(" = ").append(shorten(source.value));
      text.append("   from ").append(source.path).append(": ").append(shorten(source.text));
      text.append(source.cause.isEmpty() ? "" : "   (" + source.cause + ")").append('\n');
    }
    for (OfStep step : feature.steps) {
      text.append("  then   ").append(shorten(step.expression)).append(" = ");
      text.append(shorten(step.value)).append('\n');
    }
    if (!feature.encoding.isEmpty()) {
      text.append("  encode ").append(shorten(feature.encoding)).append('\n');
    }
    return text.toString();
  }

  /** {@code amount_log = 5.147436}; of many columns those that are not 0. */
  private static String head(OfFeature feature) {
    List<String> columns = new ArrayList<>();
    feature.columns.forEach(
        (column, value) -> {
          if (value != 0 || feature.columns.size() == 1) {
            String number = value.isNaN() ? "NaN" : GoldenOrder.decimal(value);
            columns.add(
                column + " = " + (number.endsWith(".0") ? number.replace(".0", "") : number));
          }
        });
    boolean one = feature.columns.size() == 1 && feature.columns.containsKey(feature.name);
    String shown =
        columns.isEmpty()
            ? "0 in all of its " + feature.columns.size() + " columns"
            : shorten(String.join(", ", columns));
    return (one ? "" : feature.name + ": ")
        + shown
        + (feature.outcome.isEmpty() ? "" : "   (" + feature.outcome + ")");
  }

  private static String shorten(String text) {
    return text.length() <= SHORT ? text : text.substring(0, SHORT - 3) + "...";
  }
}
