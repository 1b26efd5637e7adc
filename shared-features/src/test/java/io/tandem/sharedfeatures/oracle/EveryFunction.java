package io.tandem.sharedfeatures.oracle;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A definition that uses every operator, function and encoding, each way it differs. */
public final class EveryFunction {
  public static final byte[] ORDER =
      Sample.bytes(
          """
          {"x": 1.5, "y": 2, "z": 0.25, "f": true, "g": false, "s": "Mara/ O'Neil 12 ß",
           "t": "mara.oneil@shop.b.co.uk", "from": "2026-01-14T23:41:07.25+01:00",
           "to": "2026-03-14T23:41:07Z", "day": "2026-02-28", "zone": "Europe/Berlin",
           "items": [{"v": 2, "w": 0.5, "k": "a/b", "h": "a", "b": true}, {"v": -3, "k": "b"},
                     {"v": 7, "w": 3, "k": "a", "h": "c", "b": false}],
           "tags": ["a", "b", "a"]}
          """);

  /** Of numbers; the sources and tables are those of {@link Sample}. */
  private static final String NUMBERS =
      """
      x + y * z - 1
      x / y - z / x
      x % y
      -x % -3
      -(x - y) * 1e3
      x < y
      x <= y
      x > y
      x >= y
      x == y
      x != y
      s == t
      s != 'a'
      x in [1, -2.5, 1e3]
      s in ['a', 'Mara']
      f and g
      f or g
      not f or x < 1 and not g
      (f or g) == (x > y)
      abs(x)
      sqrt(x)
      exp(x / 100)
      log(x)
      log1p(x)
      floor(x)
      round(x)
      round(100 * x) % 100
      pow(x, y)
      cyclic_sin(x, y)
      cyclic_cos(x, 24)
      least(x, y)
      greatest(x, y)
      clip(x, y, 10)
      between(x, y, z)
      is_missing(x)
      is_missing(s)
      is_missing(from)
      is_missing(zone)
      missing_count(x, s, from, zone, f, day)
      coalesce(x, y, -1)
      coalesce(f, g)
      if(f, x, y)
      if(x > y, f, g)
      length(s)
      count_of(s, 'digit')
      count_of(s, 'letter')
      share_of(s, 'upper')
      share_of(s, 'lower')
      share_of(s, 'space')
      share_of(s, 'punctuation')
      matches(s, '^[A-Z][a-z]+')
      matches(t, '[0-9]{2,}')
      jaccard(s, t)
      contains(s, t)
      contains(s, 'mara')
      same(s, t)
      hour(from)
      hour(from, zone)
      hour(from, zone_given, zone)
      hour_sin(to, zone)
      hour_cos(from, zone)
      second(from, zone)
      minute(from, zone)
      day_of_month(from, zone)
      month(to, zone)
      year(from)
      days_to_month_end(from, zone)
      is_weekend(to, zone)
      offset_minutes(to, zone)
      offset_minutes(from, zone, zone(s))
      hour(day, zone(lookup(zone_of, s)))
      days_between(from, to)
      hours_between(day, to)
      lookup(height_of, s)
      lookup_domain(height_of, domain(t))
      count(v)
      count(v * w)
      sum(v)
      sum(v * w + x)
      mean(v)
      min(v)
      max(w)
      std(v)
      first(v)
      last(w)
      median(v)
      any(b)
      all(v > w)
      any(not b or v > mean_v)
      share(v, b)
      share(1 + v, k == 'a')
      count_distinct(k)
      count_distinct(tag)
      group_max(k, v)
      entropy(k, v)
      entropy(first_segment(k), 1)
      most_variants(k, h)
      sum(if(is_missing(w), 0, v))
      sum(coalesce(w, v, x))
      sum(length(k)) + sum(missing_count(v, w, k, h, b))
      sum(lookup(height_of, k))
      max(v) - mean_v
      sum(v > mean_v)
      any(k == s)
      sum(contains(k, s))
      v_scaled_max
      """;

  /** Of texts. */
  private static final String TEXTS =
      """
      s
      'constant'
      lower(s)
      trim(s)
      fold(s)
      first_segment(s)
      local_part(t)
      domain(t)
      registrable_domain(domain(t))
      registrable_domain(s)
      name_case(s)
      before(s, ' ')
      after(s, t)
      after(t, '@')
      prefix(s, x)
      concat(s, ' x ', t)
      concat(s, s, s, s, s, s, s, s, s, s)
      coalesce_text(s, t, 'none')
      text(x)
      text(x * y)
      weekday(from, zone)
      lookup(place_of, s)
      lookup(zone_of, first_text(k))
      lookup_domain(mail, domain(t))
      first_text(k)
      last_text(tag)
      argmax(k, v)
      argmax(lower(tag), 1)
      argmax(concat(k, '-', s), v * w)
      """;

  private static final String ENCODED =
      """
      {"name": "one_hot", "value": "s", "encode": {"one-hot": {"values": ["a", "b"]}}},
      {"name": "one_hot_other", "value": "s", "encode": {"one-hot": {"values": ["other", "b"], "missing": "zero"}}},
      {"name": "one_hot_nan", "value": "s", "encode": {"one-hot": {"values": ["a"], "unseen": "nan", "missing": "nan"}}},
      {"name": "one_hot_learned", "value": "s", "encode": {"one-hot": {"top": 3, "unseen": "zero"}}},
      {"name": "multi_hot", "value": "k", "encode": {"multi-hot": {"values": ["a", "b"]}}},
      {"name": "multi_hot_weights", "value": ["k", "v * w"], "encode": {"multi-hot": {"top": 2, "unseen": "nan", "missing": "nan"}}},
      {"name": "multi_hot_weight", "value": ["tag", "x"], "encode": {"multi-hot": {"unseen": "zero", "missing": "zero"}}},
      {"name": "ordinal", "value": "s", "encode": {"ordinal": {"values": ["b", "a"]}}},
      {"name": "ordinal_learned", "value": "t", "encode": {"ordinal": {"min_count": 2}}},
      {"name": "hash", "value": "s", "encode": {"hash": {"buckets": 7, "seed": 5}}},
      {"name": "hash_bag", "value": "k", "encode": {"hash-bag": {"buckets": 3}}},
      {"name": "hash_bag_weights", "value": ["tag", "y"], "encode": {"hash-bag": {"buckets": 3}}},
      {"name": "target_mean", "value": ["s", "t"], "encode": {"target-mean": {"smoothing": 2, "folds": 3}}},
      {"name": "frequency", "value": "s", "encode": {"frequency": {"top": 4}}},
      {"name": "standardize", "value": "x", "encode": {"standardize": {}}},
      {"name": "standardize_one", "value": "x - x", "encode": {"standardize": {}}},
      {"name": "min_max", "value": "y", "encode": {"min-max": {}}},
      {"name": "robust", "value": "x", "encode": {"robust-scale": {}}},
      {"name": "winsorize", "value": "x * y", "encode": {"winsorize": {"lower": 0.2, "upper": 0.8}}},
      {"name": "impute", "value": "x", "encode": {"impute": {}}},
      {"name": "impute_median", "value": "y", "encode": {"impute": {"with": "median"}}},
      {"name": "impute_mode", "value": "z", "encode": {"impute": {"with": "mode"}}},
      {"name": "bucketize", "value": "x", "encode": {"bucketize": {"edges": [-1, 0, 2.5]}}},
      {"name": "bucketize_hot", "value": "y", "encode": {"bucketize": {"edges": [0, 2], "output": "one-hot"}}},
      {"name": "quantile", "value": "x", "encode": {"quantile-bin": {"bins": 4}}},
      {"name": "quantile_hot", "value": "mean_v", "encode": {"quantile-bin": {"bins": 3, "output": "one-hot"}}}
      """;

  private static final String SECTIONS =
      """
      "tables": %s,
      "values": {"mean_v": "mean(v)", "zone_given": "zone(t)", "v_scaled": "v / mean_v",
                 "v_scaled_max": "max(v_scaled) + count(v_scaled)", "unused": "count(v_scaled)"}
      """
          .formatted(Sample.TABLES);

  private EveryFunction() {}

  public static List<String> numbers() {
    return NUMBERS.lines().toList();
  }

  public static List<String> texts() {
    return TEXTS.lines().toList();
  }

  public static byte[] definition() {
    List<String> features = new ArrayList<>();
    for (String value : numbers()) {
      features.add(feature("n" + features.size(), value, ""));
    }
    for (String value : texts()) {
      features.add(
          feature("t" + features.size(), value, ", \"encode\": {\"hash\": {\"buckets\": 2}}"));
    }
    features.add(ENCODED);
    return definition(String.join(",\n", features));
  }

  /** Every encoding only, and with it everything that can be learned. */
  public static byte[] encodings() {
    return definition(ENCODED);
  }

  private static byte[] definition(String features) {
    return Sample.bytes(Sample.withSections(SECTIONS, features));
  }

  private static String feature(String name, String value, String encode) {
    return "{\"name\": \"%s\", \"value\": \"%s\"%s}".formatted(name, value, encode);
  }

  /** On a few orders of its own. */
  public static FeatureSet fit(byte[] definition) {
    return fitter(definition).finish();
  }

  /** The same before it is finished. */
  public static Fitter fitter(byte[] definition) {
    FeatureDefinition read = FeatureDefinition.read(definition);
    Fitter fitter = new Fitter(read);
    RandomOrders orders = new RandomOrders(read.sources().subList(0, read.labelSlot()), List.of());
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      byte[] record =
          Sample.bytes(
              "{\"order\": %s, \"label\": %s}".formatted(orders.right(random), i % 3 == 0));
      fitter.observe(record, 0, record.length);
    }
    return fitter;
  }
}
