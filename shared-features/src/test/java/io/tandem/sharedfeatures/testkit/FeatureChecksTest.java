package io.tandem.sharedfeatures.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.GreatCircle;
import io.tandem.sharedfeatures.encoding.LengthRarity;
import io.tandem.sharedfeatures.expression.Dialect;
import io.tandem.sharedfeatures.expression.NamedFunction;
import io.tandem.sharedfeatures.order.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test kit finds nothing wrong with what is built in, and finds what is broken. */
class FeatureChecksTest {
  private static final String BROKEN =
      "{\"name\": \"f\", \"value\": \"x\", \"encode\": {\"broken@1\": {}}}";

  private static final List<byte[]> RECORDS = records();

  @Test
  void everyEncodingHoldsWhatItMust() {
    String features =
        """
        {"name": "plain", "value": "x / y"},
        {"name": "one-hot", "value": "s", "encode": {"one-hot": {"top": 5}}},
        {"name": "multi-hot", "value": ["k", "v"], "encode": {"multi-hot": {"unseen": "nan"}}},
        {"name": "tags", "value": "tag", "encode": {"multi-hot": {"missing": "nan"}}},
        {"name": "ordinal", "value": "s", "encode": {"ordinal": {}}},
        {"name": "hash", "value": "s", "encode": {"hash": {"buckets": 7}}},
        {"name": "hash-bag", "value": ["k", "v * x"], "encode": {"hash-bag": {"buckets": 7}}},
        {"name": "target-mean", "value": ["s", "t"], "encode": {"target-mean": {}}},
        {"name": "frequency", "value": "s", "encode": {"frequency": {"top": 3}}},
        {"name": "standardize", "value": "x", "encode": {"standardize": {}}},
        {"name": "min-max", "value": "x", "encode": {"min-max": {}}},
        {"name": "robust-scale", "value": "x", "encode": {"robust-scale": {}}},
        {"name": "winsorize", "value": "x", "encode": {"winsorize": {"lower": 0.1}}},
        {"name": "mean", "value": "x", "encode": {"impute": {}}},
        {"name": "median", "value": "x", "encode": {"impute": {"with": "median"}}},
        {"name": "mode", "value": "y", "encode": {"impute": {"with": "mode"}}},
        {"name": "bucketize", "value": "x",
         "encode": {"bucketize": {"edges": [-1, 0, 1], "output": "one-hot"}}},
        {"name": "quantile-bin", "value": "x", "encode": {"quantile-bin": {"bins": 4}}},
        {"name": "value", "value": "twice + hour(from, zone) + std(v) + group_max(k, v)"},
        {"name": "list", "value": "lookup_domain(mail, s)", "encode": {"hash": {"buckets": 3}}}
        """;
    String sections = "\"values\": {\"twice\": \"2 * x\"}, \"tables\": " + Sample.TABLES;
    FeatureDefinition definition =
        FeatureDefinition.read(Sample.bytes(Sample.withSections(sections, features)));

    assertEquals(List.of(), FeatureChecks.problems(definition, RECORDS));
  }

  @Test
  void everyFunctionHoldsWhatItMust() {
    List<String> features = new ArrayList<>();
    for (NamedFunction function : Dialect.NEWEST.functions().values()) {
      String call = function.name() + "(" + arguments(function) + ")";
      features.add(
          "{\"name\": \"%s\", \"value\": \"missing_count(%s)\"}".formatted(function.name(), call));
    }
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(
                Sample.withSections("\"tables\": " + Sample.TABLES, String.join(",", features))));

    assertEquals(List.of(), FeatureChecks.problems(definition, RECORDS));
  }

  private static String arguments(NamedFunction function) {
    List<String> arguments = new ArrayList<>();
    boolean each = function.aggregate();
    for (Type parameter : function.parameters()) {
      arguments.add(
          switch (parameter) {
            case NUMBER, ANY -> each ? "v" : "x";
            case FLAG -> each ? "b" : "f";
            case TEXT -> each ? "k" : "s";
            case TIME -> "from";
            case ZONE -> "zone";
            case TABLE -> "mail";
            case LITERAL -> "'digit'";
          });
    }
    return String.join(", ", arguments);
  }

  @Test
  void theOperatorsOfTheReadmeHoldWhatTheyMust() {
    String features =
        """
        {"name": "distance", "value": ["x", "y", "z", "x + y"], "encode": {"acme-distance@1": {}}},
        {"name": "rarity", "value": "k", "encode": {"acme-length-rarity@2": {}}}
        """;
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(Sample.definition(Sample.SOURCES, features)),
            List.of(new GreatCircle(), new LengthRarity()));

    assertEquals(List.of(), FeatureChecks.problems(definition, RECORDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"counter", "array", "throws"})
  void anEncodingThatIsNotPureIsFound(String fault) {
    AtomicInteger calls = new AtomicInteger();
    BiConsumer<CustomEncoding.Values, double[]> apply =
        switch (fault) {
          case "counter" -> (values, columns) -> columns[0] = calls.incrementAndGet();
          case "array" -> (values, columns) -> columns[1] = 1;
          default ->
              (values, columns) -> {
                if (Double.isNaN(values.number(0))) {
                  throw new IllegalStateException("no number");
                }
              };
        };
    List<String> problems = problems(new Broken(Optional::empty, apply), BROKEN);

    assertFalse(problems.isEmpty());
  }

  @Test
  void columnsThatDependOnAnythingButWhatWasLearnedAreFound() {
    AtomicInteger made = new AtomicInteger();
    Broken counting =
        new Broken(Optional::empty, Broken::copy, () -> List.of("#" + made.incrementAndGet()));

    assertTrue(
        problems(counting, BROKEN).contains("fitting: records shuffled: schema.json differs"));
  }

  @Test
  void aStateThatDependsOnTheOrderOfRecordsIsFound() {
    Broken last = new Broken(() -> Optional.of(new Sum(false, true)), Broken::copy);

    assertEquals(
        Set.of(
            "fitting: records shuffled: feature f learns something else",
            "fitting: records split and merged: feature f learns something else"),
        Set.copyOf(problems(last, BROKEN)));
  }

  @Test
  void aMergeThatForgetsIsFound() {
    Broken forgets = new Broken(() -> Optional.of(new Sum(false, false)), Broken::copy);

    assertEquals(
        List.of("fitting: records split and merged: feature f learns something else"),
        problems(forgets, BROKEN));
  }

  @Test
  void aStateThatForgetsIsFound() {
    Broken forgets = new Broken(() -> Optional.of(new Rounded()), Broken::copy);

    assertEquals(
        Set.of(
            "fitting: states of split records merged: feature f learns something else",
            "fitting: the state of records split and merged differs"),
        Set.copyOf(problems(forgets, BROKEN)));
  }

  /** Doubles added in another order give other bits; that is why built-in sums are exact. */
  @Test
  void aSumOfDoublesIsFound() {
    Broken sum = new Broken(() -> Optional.of(new Sum(true, false)), Broken::copy);

    assertTrue(problems(sum, BROKEN).toString().contains("feature f learns something else"));
  }

  private static List<String> problems(CustomEncoding custom, String feature) {
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(Sample.definition(Sample.SOURCES, feature)), List.of(custom));
    return FeatureChecks.problems(definition, RECORDS);
  }

  private static List<byte[]> records() {
    Random random = new Random(11);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      StringBuilder items = new StringBuilder();
      for (int k = random.nextInt(5); k >= 0; k--) {
        items.append(
            "{\"v\": %s, \"w\": %d, \"k\": \"%s\", \"h\": \"h%d\", \"b\": %s}%s"
                .formatted(
                    random.nextInt(4) == 0 ? "null" : random.nextGaussian(),
                    k,
                    "k".repeat(1 + random.nextInt(4)),
                    random.nextInt(3),
                    random.nextBoolean(),
                    k == 0 ? "" : ", "));
      }
      String order =
          "{\"x\": %s, \"y\": %d, \"z\": 1, \"f\": %s, \"s\": \"s%d\", \"t\": \"t%d\", \"items\": [%s],"
                  .formatted(
                      random.nextInt(5) == 0 ? "null" : random.nextGaussian() * 1e6,
                      random.nextInt(4),
                      random.nextBoolean(),
                      random.nextInt(9),
                      i,
                      items)
              + " \"tags\": [\"a%d\"], \"from\": \"2026-03-%02dT12:34:56Z\", \"zone\": \"%s\"}"
                  .formatted(
                      random.nextInt(6),
                      1 + random.nextInt(28),
                      random.nextBoolean() ? "Asia/Tokyo" : "Europe/Berlin");
      records.add(
          Sample.bytes("{\"order\": " + order + ", \"label\": " + random.nextBoolean() + "}"));
    }
    records.add(records.get(0));
    records.add(Sample.record("{}"));
    records.add(Sample.record("{\"x\": \"no number\"}"));
    return records;
  }

  /** A learner of a number's sum. */
  private static final class Sum implements CustomEncoding.Learner {
    private final boolean merges;
    private final boolean lastOnly;
    private double sum;

    Sum(boolean merges, boolean lastOnly) {
      this.merges = merges;
      this.lastOnly = lastOnly;
    }

    @Override
    public void observe(CustomEncoding.Values values) {
      double number = values.number(0);
      if (!Double.isNaN(number)) {
        // Whole numbers add up in any order; what a forgetful merge loses shows.
        sum = lastOnly ? number : sum + (merges ? number : Math.rint(number));
      }
    }

    @Override
    public void merge(CustomEncoding.Learner other) {
      sum += merges ? ((Sum) other).sum : 0;
    }

    @Override
    public String finish() {
      return Double.toString(sum);
    }
  }

  /** Merges within a process; what it hands to another one lacks the last digit. */
  private static final class Rounded implements CustomEncoding.Learner {
    private long sum;

    @Override
    public void observe(CustomEncoding.Values values) {
      sum += Double.isNaN(values.number(0)) ? 0 : 1;
    }

    @Override
    public void merge(CustomEncoding.Learner other) {
      sum += ((Rounded) other).sum;
    }

    @Override
    public String finish() {
      return Long.toString(sum);
    }

    @Override
    public byte[] state() {
      return Sample.bytes(Long.toString(sum / 10 * 10));
    }

    @Override
    public void merge(byte[] state) {
      sum += Long.parseLong(new String(state, StandardCharsets.UTF_8));
    }
  }

  private record Broken(
      Supplier<Optional<CustomEncoding.Learner>> learns,
      BiConsumer<CustomEncoding.Values, double[]> applies,
      Supplier<List<String>> suffixed)
      implements CustomEncoding, CustomEncoding.Recipe, CustomEncoding.Transform {
    Broken(
        Supplier<Optional<CustomEncoding.Learner>> learns,
        BiConsumer<CustomEncoding.Values, double[]> applies) {
      this(learns, applies, () -> List.of(""));
    }

    static void copy(CustomEncoding.Values values, double[] columns) {
      columns[0] = values.number(0);
    }

    @Override
    public String id() {
      return "broken";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<Input> inputs() {
      return List.of(new Input(InputType.NUMBER, false));
    }

    @Override
    public CustomEncoding.Recipe recipe(Map<String, String> options) {
      return this;
    }

    @Override
    public Optional<CustomEncoding.Learner> learner() {
      return learns.get();
    }

    @Override
    public CustomEncoding.Transform transform(String learned) {
      return this;
    }

    @Override
    public List<String> suffixes() {
      return suffixed.get();
    }

    @Override
    public void apply(CustomEncoding.Values values, double[] columns) {
      applies.accept(values, columns);
    }
  }
}
