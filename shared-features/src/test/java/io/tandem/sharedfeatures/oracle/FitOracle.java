package io.tandem.sharedfeatures.oracle;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What fitting learns, the slow and obvious way: it keeps every record, reads the definition
 * itself, and counts by going through all records for each answer. It shares no code with the
 * implementation.
 *
 * <p>A record is a map from the names of sources to what they mean: a {@code Double}, a {@code
 * String}, a list of these for the elements of an array, no entry when missing. It knows features
 * whose values are names of sources.
 */
final class FitOracle {
  private static final MathContext DIGITS = new MathContext(120, RoundingMode.HALF_EVEN);

  /** A record's source and its label. */
  record Observed(Map<String, Object> values, boolean label) {}

  private final List<Object> features;
  private final List<Observed> records;

  FitOracle(String definition, List<Observed> records) {
    this.features = OracleJson.list(field(OracleJson.object(definition), "features"));
    this.records = records;
  }

  private static Object field(Map<String, Object> object, String name) {
    Object value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no field " + name + " in " + object);
    }
    return value;
  }

  /** What is learned, by the names of features that learn; as {@link OracleJson} reads it. */
  Map<String, Object> learned() {
    Map<String, Object> learned = new HashMap<>();
    for (Object one : features) {
      Map<String, Object> feature = OracleJson.object(one);
      Map<String, Object> encode =
          OracleJson.object(feature.getOrDefault("encode", Map.<String, Object>of()));
      if (!encode.isEmpty()) {
        String kind = encode.keySet().iterator().next();
        learn(values(feature), kind, OracleJson.object(field(encode, kind)))
            .forEach(
                (name, value) ->
                    OracleJson.object(
                            learned.computeIfAbsent(
                                String.valueOf(field(feature, "name")),
                                n -> new HashMap<String, Object>()))
                        .put(name, value));
      }
    }
    return learned;
  }

  /** By feature, how many records had no value for it, and the extremes of those that had. */
  Map<String, Map<String, Object>> profiles() {
    Map<String, Map<String, Object>> profiles = new HashMap<>();
    for (Object one : features) {
      Map<String, Object> feature = OracleJson.object(one);
      String source = values(feature).get(0);
      Map<String, Object> profile = new HashMap<>();
      profile.put("records", (double) records.size());
      double missing = 0;
      for (Observed record : records) {
        Object value = record.values.get(source);
        missing +=
            value == null || (value instanceof List<?> list && texts(list).isEmpty()) ? 1 : 0;
      }
      profile.put("missing", missing);
      List<Double> numbers = numbers(source);
      if (!numbers.isEmpty()) {
        profile.put("min", numbers.get(0));
        profile.put("max", numbers.get(numbers.size() - 1));
      }
      profiles.put(String.valueOf(field(feature, "name")), profile);
    }
    return profiles;
  }

  private static List<String> texts(List<?> elements) {
    List<String> texts = new ArrayList<>();
    elements.forEach(
        element -> {
          if (element instanceof String text && !text.isEmpty()) {
            texts.add(text);
          }
        });
    return texts;
  }

  private static List<String> values(Map<String, Object> feature) {
    Object value = field(feature, "value");
    return value instanceof String one
        ? List.of(one)
        : OracleJson.list(value).stream().map(String::valueOf).toList();
  }

  private Map<String, Object> learn(
      List<String> sources, String kind, Map<String, Object> options) {
    String source = sources.get(0);
    switch (kind) {
      case "one-hot", "multi-hot", "ordinal", "frequency" -> {
        if (options.containsKey("values")) {
          return Map.of();
        }
        List<String> texts = allTexts(source);
        int top = whole(options, "top", 10_000);
        int least = whole(options, "min_count", 1);
        List<Object> pairs = new ArrayList<>();
        for (String text : vocabulary(texts, top, least)) {
          pairs.add(List.of(text, count(texts, text)));
        }
        return Map.of("count", (double) texts.size(), "vocabulary", pairs);
      }
      case "target-mean" -> {
        return rates(sources, options);
      }
      case "standardize" -> {
        return moments(numbers(source));
      }
      case "min-max" -> {
        return quantiles(source, "0", "1");
      }
      case "robust-scale" -> {
        return quantiles(source, "0.25", "0.5", "0.75");
      }
      case "winsorize" -> {
        return quantiles(
            source,
            String.valueOf(options.getOrDefault("lower", "0.01")),
            String.valueOf(options.getOrDefault("upper", "0.99")));
      }
      case "impute" -> {
        return switch (String.valueOf(options.getOrDefault("with", "mean"))) {
          case "median" -> quantiles(source, "0.5");
          case "mode" -> mode(numbers(source));
          default -> moments(numbers(source));
        };
      }
      case "quantile-bin" -> {
        int bins = whole(options, "bins", 10);
        List<Double> numbers = numbers(source);
        List<Object> edges = new ArrayList<>();
        for (int i = 1; i < bins; i++) {
          // The smallest rank that is not below i / bins of all.
          int rank = 1;
          while ((long) rank * bins < (long) i * numbers.size()) {
            rank++;
          }
          edges.add(numbers.isEmpty() ? 0.0 : numbers.get(rank - 1));
        }
        return Map.of("count", (double) numbers.size(), "exact", true, "quantiles", edges);
      }
      default -> {
        return Map.of();
      }
    }
  }

  private static int whole(Map<String, Object> options, String name, int otherwise) {
    return options.get(name) instanceof Double number ? number.intValue() : otherwise;
  }

  private List<String> allTexts(String source) {
    List<String> texts = new ArrayList<>();
    for (Observed record : records) {
      Object value = record.values.get(source);
      if (value != null) {
        texts.addAll(texts(value instanceof List<?> list ? list : List.of(value)));
      }
    }
    return texts;
  }

  private static double count(List<String> texts, String text) {
    double count = 0;
    for (String other : texts) {
      count += other.equals(text) ? 1 : 0;
    }
    return count;
  }

  /** Chosen one after the other; then by their bytes. */
  private static List<String> vocabulary(List<String> texts, int top, int least) {
    Map<String, Double> left = new HashMap<>();
    for (String text : new LinkedHashSet<>(texts)) {
      double count = count(texts, text);
      if (count >= least) {
        left.put(text, count);
      }
    }
    List<String> chosen = new ArrayList<>();
    while (chosen.size() < top && !left.isEmpty()) {
      String best = "";
      double most = 0;
      for (Map.Entry<String, Double> entry : left.entrySet()) {
        if (entry.getValue() > most
            || (entry.getValue() == most && compare(entry.getKey(), best) < 0)) {
          best = entry.getKey();
          most = entry.getValue();
        }
      }
      chosen.add(best);
      left.remove(best);
    }
    chosen.sort(FitOracle::compare);
    return chosen;
  }

  private static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Object> rates(List<String> sources, Map<String, Object> options) {
    int folds = whole(options, "folds", 5);
    double[] total = new double[2 * folds];
    Map<String, double[]> byText = new HashMap<>();
    for (Observed record : records) {
      int fold =
          record.values.get(sources.get(1)) instanceof String id
              ? (int) (OracleHash.of(id, 0) % folds)
              : 0;
      total[2 * fold]++;
      total[2 * fold + 1] += record.label ? 1 : 0;
      if (record.values.get(sources.get(0)) instanceof String text) {
        double[] own = byText.computeIfAbsent(text, t -> new double[2 * folds]);
        own[2 * fold]++;
        own[2 * fold + 1] += record.label ? 1 : 0;
      }
    }
    List<Object> rates = new ArrayList<>();
    List<String> texts = allTexts(sources.get(0));
    for (String text : vocabulary(texts, whole(options, "top", 10_000), 1)) {
      rates.add(List.of(text, boxed(byText.getOrDefault(text, new double[0]))));
    }
    return Map.of("rates", rates, "total", boxed(total));
  }

  private static List<Object> boxed(double[] numbers) {
    List<Object> boxed = new ArrayList<>();
    for (double number : numbers) {
      boxed.add(number);
    }
    return boxed;
  }

  /** All that occurred, ascending. */
  private List<Double> numbers(String source) {
    List<Double> numbers = new ArrayList<>();
    for (Observed record : records) {
      if (record.values.get(source) instanceof Double number) {
        numbers.add(number + 0.0); // zero has no sign
      }
    }
    numbers.sort(Double::compare);
    return numbers;
  }

  /** The deviation from the mean, squared, one by one. */
  private static Map<String, Object> moments(List<Double> numbers) {
    BigDecimal mean = BigDecimal.ZERO;
    BigDecimal variance = BigDecimal.ZERO;
    if (!numbers.isEmpty()) {
      BigDecimal n = BigDecimal.valueOf(numbers.size());
      for (double number : numbers) {
        mean = mean.add(new BigDecimal(number));
      }
      mean = mean.divide(n, DIGITS);
      for (double number : numbers) {
        variance = variance.add(new BigDecimal(number).subtract(mean).pow(2));
      }
      variance = variance.divide(n, DIGITS);
    }
    return Map.of(
        "count", (double) numbers.size(),
        "mean", mean.doubleValue(),
        "std", variance.sqrt(DIGITS).doubleValue());
  }

  private static Map<String, Object> mode(List<Double> numbers) {
    double best = 0;
    int most = 0;
    for (int i = 0; i < numbers.size(); i++) {
      int times = 0;
      while (i + times < numbers.size() && numbers.get(i + times).equals(numbers.get(i))) {
        times++;
      }
      if (times > most) {
        best = numbers.get(i);
        most = times;
      }
    }
    return Map.of("count", (double) numbers.size(), "exact", true, "mode", best);
  }

  /**
   * @param parts as decimals, which are exact
   */
  private Map<String, Object> quantiles(String source, String... parts) {
    List<Double> numbers = numbers(source);
    List<Object> quantiles = new ArrayList<>();
    for (String part : parts) {
      BigDecimal wanted = new BigDecimal(part).multiply(BigDecimal.valueOf(numbers.size()));
      int rank = Math.max(1, wanted.setScale(0, RoundingMode.CEILING).intValueExact());
      quantiles.add(numbers.isEmpty() ? 0.0 : numbers.get(rank - 1));
    }
    return Map.of("count", (double) numbers.size(), "exact", true, "quantiles", quantiles);
  }
}
