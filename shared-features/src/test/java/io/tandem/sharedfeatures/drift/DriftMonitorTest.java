package io.tandem.sharedfeatures.drift;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.Distribution;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The profile that fitting keeps, and how far later orders are from it. */
class DriftMonitorTest {
  /** One feature for every way in which a value is profiled. */
  private static final String FEATURES =
      """
      {"name": "number", "value": "x", "encode": {"standardize": {}}},
      {"name": "flag", "value": "x > 0"},
      {"name": "binned", "value": "y", "encode": {"quantile-bin": {"bins": 4}}},
      {"name": "listed", "value": "s", "encode": {"one-hot": {"values": ["a", "b", "never"]}}},
      {"name": "learned", "value": "s", "encode": {"one-hot": {"top": 3, "min_count": 2}}},
      {"name": "ordinal", "value": "s", "encode": {"ordinal": {"top": 4}}},
      {"name": "rate", "value": ["s", "t"], "encode": {"target-mean": {}}},
      {"name": "often", "value": "t", "encode": {"frequency": {"top": 30}}},
      {"name": "hash", "value": "t", "encode": {"hash": {"buckets": 8}}},
      {"name": "tags", "value": "tag", "encode": {"multi-hot": {"top": 3}}},
      {"name": "bag", "value": ["k", "v"], "encode": {"hash-bag": {"buckets": 4}}}
      """;

  private static final Path RETAIL = Path.of("..", "examples", "online-retail");

  @TempDir Path directory;

  @Test
  void shuffledSplitAndMergedRecordsGiveTheSameProfile() {
    FeatureDefinition definition = Sample.read(FEATURES);
    List<byte[]> records = records(1_500);
    String expected = fitter(definition, records).finish().profile().json().canonical();
    Random random = new Random(11);
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(records, random);
      int cut = random.nextInt(records.size());
      Fitter one = fitter(definition, records.subList(0, cut));

      one.merge(fitter(definition, records.subList(cut, records.size())));

      assertEquals(expected, one.finish().profile().json().canonical());
    }
  }

  @Test
  void theTrainingRecordsHaveTheTrainingProfileAlsoAfterReadingItBack() throws IOException {
    List<byte[]> records = records(1_500);
    fitter(Sample.read(FEATURES), records).finish().write(directory);
    FeatureSet features = FeatureSet.read(directory);
    DriftMonitor monitor = profiled(DriftMonitor.ofRecords(features), records.subList(0, 700));

    monitor.merge(profiled(DriftMonitor.ofRecords(features), records.subList(700, 1_500)));

    assertEquals(1_500, monitor.records());
    assertEquals(features.trainingProfile(), monitor.profiles());
    for (FeatureDrift drift : monitor.drift()) {
      assertEquals(0, drift.psi(), drift.feature());
      assertEquals(0, drift.missingRateChange());
      assertEquals(0, drift.unseenRateChange());
    }
  }

  @Test
  void statesOfMonitorsMergeToTheProfileOfOne() {
    FeatureSet features = fitter(Sample.read(FEATURES), records(900)).finish();
    List<byte[]> later = records(700).subList(100, 700);
    DriftMonitor alone = profiled(DriftMonitor.ofRecords(features), later);
    DriftMonitor merged = DriftMonitor.ofRecords(features);

    merged.merge(profiled(DriftMonitor.ofRecords(features), later.subList(200, 600)).state());
    merged.merge(profiled(DriftMonitor.ofRecords(features), later.subList(0, 200)).state());

    assertEquals(alone.profiles(), merged.profiles());
    assertEquals(alone.lacking(), merged.lacking());
    assertEquals(alone.read(), merged.read());
    assertArrayEquals(alone.state(), merged.state());
  }

  /** Its bins are others, which are in no fingerprint. */
  @Test
  void theStateOfAnotherTrainingProfileIsRefused() {
    FeatureDefinition definition = Sample.read(Sample.feature("x"));
    FeatureSet features = fitter(definition, records(100)).finish();
    FeatureSet other = fitter(definition, records(101)).finish();
    assertEquals(features.semanticsFingerprint(), other.semanticsFingerprint());
    DriftMonitor monitor = DriftMonitor.ofRecords(features);
    byte[] state = DriftMonitor.ofRecords(other).state();

    assertThrows(StateException.class, () -> monitor.merge(state));
  }

  @Test
  void whatIsCountedCoarselyIsComparedCoarsely() {
    Random random = new Random(23);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < Distribution.MAX_DISTINCT + 5_000; i++) {
      double x = i % 3 == 0 ? 1 + random.nextDouble() / 300 : random.nextGaussian() * 1e3;
      records.add(Sample.record("{\"x\": " + x + "}"));
    }
    FeatureSet features = fitter(Sample.read(Sample.feature("x")), records).finish();
    assertTrue(features.profile().json().canonical().contains("\"exact\":false"));

    DriftMonitor monitor = profiled(DriftMonitor.ofRecords(features), records);

    assertEquals(features.trainingProfile(), monitor.profiles());
  }

  @Test
  void binsOfNumbersLieBetweenTheDeciles() {
    String[] orders =
        IntStream.rangeClosed(1, 101).mapToObj(x -> "{\"x\": " + x + "}").toArray(String[]::new);
    orders[100] = "{}";
    FeatureProfile profile = Sample.fitted(Sample.feature("x"), orders).trainingProfile().get(0);

    assertEquals(101, profile.records());
    assertEquals(1, profile.missing());
    assertEquals(1, profile.min());
    assertEquals(100, profile.max());
    assertEquals(10, profile.bins().size());
    assertEquals(new FeatureProfile.Bin("< 10", 9), profile.bins().get(0));
    assertEquals(new FeatureProfile.Bin(">= 10, < 20", 10), profile.bins().get(1));
    assertEquals(new FeatureProfile.Bin(">= 90", 11), profile.bins().get(9));
  }

  @Test
  void aNumberThatIsSeveralDecilesHasABinOfItsOwn() {
    List<FeatureProfile.Bin> bins = flags(90, 10).trainingProfile().get(0).bins();

    assertEquals(
        List.of(
            new FeatureProfile.Bin("< 0", 0),
            new FeatureProfile.Bin("= 0", 90),
            new FeatureProfile.Bin("> 0", 10)),
        bins);
  }

  /** Worked out by hand: {@code (a - e) ln(a / e)}, of 0 as of 0.0001. */
  @ParameterizedTest
  @CsvSource({
    // (0.7 - 0.9) ln(0.7 / 0.9) + (0.3 - 0.1) ln(0.3 / 0.1)
    "90, 10, 70, 30, 0, 0.269985, MAJOR",
    "90, 10, 90, 10, 0, 0, STABLE",
    "90, 10, 9, 1, 0, 0, STABLE",
    // (0.8 - 0.9) ln(0.8 / 0.9) + (0.2 - 0.1) ln(0.2 / 0.1)
    "90, 10, 80, 20, 0, 0.081093, STABLE",
    // (0.78 - 0.9) ln(0.78 / 0.9) + (0.22 - 0.1) ln(0.22 / 0.1)
    "90, 10, 78, 22, 0, 0.111787, MODERATE",
    // (0.5 - 1) ln(0.5 / 1) + (0.5 - 0.0001) ln(0.5 / 0.0001)
    "100, 0, 50, 50, 0, 4.604318, MAJOR",
    // (0.45 - 0.9) ln 0.5 + (0.05 - 0.1) ln 0.5 + (0.5 - 0.0001) ln(0.5 / 0.0001)
    "90, 10, 45, 5, 50, 4.604318, MAJOR",
  })
  void psiIsAsWorkedOutByHand(
      int zeros,
      int ones,
      int laterZeros,
      int laterOnes,
      int laterMissing,
      double psi,
      FeatureDrift.Level level) {
    List<byte[]> later = new ArrayList<>();
    add(later, laterZeros, "{\"x\": 0}");
    add(later, laterOnes, "{\"x\": 1}");
    add(later, laterMissing, "{}");

    FeatureDrift drift = profiled(DriftMonitor.ofOrders(flags(zeros, ones)), later).drift().get(0);

    assertEquals(psi, drift.psi(), 1e-6);
    assertEquals(level, drift.level());
    assertEquals(laterMissing / 100.0, drift.missingRateChange());
  }

  @Test
  void categoriesAreTheMostFrequentOnesThatTheFeatureKnows() {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("s", "{\"one-hot\": {\"top\": 2}}"),
            "{\"s\": \"rare\"}",
            "{\"s\": \"b\"}",
            "{\"s\": \"b\"}",
            "{\"s\": \"a\"}",
            "{\"s\": \"a\"}",
            "{}");
    List<byte[]> later = new ArrayList<>();
    add(later, 2, "{\"s\": \"a\"}");
    add(later, 5, "{\"s\": \"new\"}");
    add(later, 3, "{}");

    FeatureDrift drift = profiled(DriftMonitor.ofOrders(features), later).drift().get(0);

    assertEquals(
        List.of(
            new FeatureProfile.Bin("a", 2),
            new FeatureProfile.Bin("b", 2),
            new FeatureProfile.Bin("(other)", 1)),
        drift.expected().bins());
    assertEquals(1, drift.expected().unseen());
    assertEquals(0.5 - 1 / 6.0, drift.unseenRateChange());
    assertEquals(0.3 - 1 / 6.0, drift.missingRateChange());
  }

  @Test
  void beyondTwentyCategoriesAreOthersButNotUnseen() {
    String[] orders =
        IntStream.range(0, 30).mapToObj(i -> "{\"s\": \"c" + i + "\"}").toArray(String[]::new);

    FeatureProfile profile =
        Sample.fitted(Sample.feature("s", "{\"one-hot\": {}}"), orders).trainingProfile().get(0);

    assertEquals(21, profile.bins().size());
    assertEquals(new FeatureProfile.Bin("(other)", 10), profile.bins().get(20));
    assertEquals(0, profile.unseen());
  }

  @Test
  void everyTextOfAnArrayCounts() {
    FeatureProfile profile =
        Sample.fitted(
                Sample.feature("tag", "{\"multi-hot\": {\"values\": [\"a\", \"b\"]}}"),
                "{\"tags\": [\"a\", \"a\", \"c\", null]}",
                "{\"tags\": [null]}",
                "{}")
            .trainingProfile()
            .get(0);

    assertEquals(3, profile.records());
    assertEquals(2, profile.missing());
    assertEquals(5, profile.counted());
    assertEquals(1, profile.unseen());
    assertEquals(0.2, profile.unseenRate());
    assertEquals(new FeatureProfile.Bin("a", 2), profile.bins().get(0));
  }

  @Test
  void noTextOfAPersonalSourceIsInTheState() throws IOException {
    String sources =
        """
        {"email": {"path": "$.email", "type": "text", "personal": true},
         "again": {"path": "$.email", "type": "text"},
         "name": {"path": "$.names[*]", "type": "text", "personal": true},
         "score": {"path": "$.score", "type": "number", "personal": true}}
        """;
    String features =
        """
        {"name": "hash", "value": "email", "encode": {"hash": {"buckets": 4}}},
        {"name": "listed", "value": "email", "encode": {"one-hot": {"values": ["x", "y"]}}},
        {"name": "again", "value": "lower(again)", "encode": {"ordinal": {"values": ["x", "y"]}}},
        {"name": "bag", "value": "name", "encode": {"hash-bag": {"buckets": 4}}},
        {"name": "score", "value": "score"},
        {"name": "length", "value": "length(email)"}
        """;
    List<byte[]> records = new ArrayList<>();
    List<String> personal = new ArrayList<>();
    Random random = new Random(41);
    for (int i = 0; i < 90; i++) {
      String text = Long.toString(random.nextLong(1L << 40, 1L << 50), 36);
      String score = Long.toString(random.nextLong(100_000_000, 999_999_999));
      personal.addAll(List.of(text, score));
      records.add(
          Sample.record(
              "{\"email\": \"%s\", \"names\": [\"%s\"], \"score\": %s}"
                  .formatted(text, text, score)));
    }

    FeatureSet fitted = fitter(Sample.read(sources, features), records).finish();
    fitted.write(directory);

    String state = Files.readString(directory.resolve("state.json"));
    personal.forEach(text -> assertFalse(state.contains(text), state));
    assertTrue(state.contains("\"again\":{\"buckets\":["), state);
    assertTrue(Double.isNaN(fitted.trainingProfile().get(4).min()));
    assertEquals(fitted.trainingProfile(), FeatureSet.read(directory).trainingProfile());
  }

  @Test
  void theProfileDecidesNoVectorAndNoFingerprint() throws IOException {
    Sample.fitted(Sample.feature("x"), "{\"x\": 1}", "{\"x\": 2}").write(directory);
    FeatureSet one = FeatureSet.read(directory);
    Sample.fitted(Sample.feature("x"), "{\"x\": 1}", "{\"x\": 3}").write(directory);
    FeatureSet other = FeatureSet.read(directory);

    assertFalse(one.trainingProfile().equals(other.trainingProfile()));
    assertEquals(one.semanticsFingerprint(), other.semanticsFingerprint());
  }

  @Test
  void withoutTrainingRecordsNothingIsCompared() throws IOException {
    Files.writeString(
        directory.resolve("features.json"), Sample.definition(Sample.SOURCES, Sample.feature("x")));
    FeatureSet bare = FeatureSet.read(directory);

    assertEquals(List.of(), bare.trainingProfile());
    assertThrows(DefinitionException.class, () -> DriftMonitor.ofOrders(bare));
    FeatureSet unfitted = Sample.unfitted(Sample.SOURCES, Sample.feature("x"));
    assertThrows(DefinitionException.class, () -> DriftMonitor.ofRecords(unfitted));
    assertThrows(IllegalStateException.class, DriftMonitor.ofOrders(flags(1, 1))::drift);
  }

  @Test
  void whatIsRejectedIsNotCounted() {
    DriftMonitor monitor = DriftMonitor.ofOrders(flags(1, 1));
    byte[] wrong = Sample.bytes("{\"x\": \"a\"}");

    assertEquals(
        "$.x expected a number, found a string",
        monitor.observe(wrong, 0, wrong.length).orElseThrow().toString());
    assertEquals(0, monitor.records());
  }

  @Test
  void onlyProfilesOfOneFeatureSetMerge() {
    FeatureSet features = flags(1, 1);
    DriftMonitor monitor = DriftMonitor.ofOrders(features);

    assertThrows(IllegalArgumentException.class, () -> monitor.merge(monitor));
    assertThrows(
        IllegalArgumentException.class, () -> monitor.merge(DriftMonitor.ofOrders(flags(1, 1))));
  }

  @Test
  void halfOfRealOrdersHasNotDriftedFromTheOtherHalf() throws IOException {
    List<byte[]> records = retail();
    List<byte[]> even = new ArrayList<>();
    List<byte[]> odd = new ArrayList<>();
    for (byte[] record : records) {
      (even.size() > odd.size() ? odd : even).add(record);
    }
    FeatureSet features = fitter(retailDefinition(), even).finish();

    for (FeatureDrift drift : profiled(DriftMonitor.ofRecords(features), odd).drift()) {
      assertEquals(FeatureDrift.Level.STABLE, drift.level(), drift.feature() + " " + drift.psi());
    }
  }

  @Test
  void driftedRealOrdersAreFoundAndOnlyWhatDrifted() throws IOException {
    List<byte[]> records = retail();
    List<byte[]> drifted = new ArrayList<>();
    for (byte[] record : records) {
      String text = new String(record, StandardCharsets.UTF_8);
      drifted.add(
          Sample.bytes(
              text.replaceAll("\"quantity\":(\\d{1,3})([,}])", "\"quantity\":1$1$2")
                  .replace("\"billing\":{\"country\":\"GB\"}", "\"billing\":{\"country\":\"ZZ\"}")
                  .replace("\"last_order_at\"", "\"last_order_on\"")));
    }
    FeatureSet features = fitter(retailDefinition(), records).finish();

    List<FeatureDrift> drift =
        new ArrayList<>(profiled(DriftMonitor.ofRecords(features), drifted).drift());

    drift.sort(FeatureDrift.LARGEST_FIRST);
    assertTrue(drift.get(0).psi() >= drift.get(1).psi());
    for (FeatureDrift one : drift) {
      boolean moved =
          List.of(
                  "quantity_max",
                  "quantity_mean",
                  "cart_units",
                  "units_vs_mean",
                  "line_max",
                  "line_mean",
                  "single_piece_share",
                  "country",
                  "recency")
              .contains(one.feature());
      boolean mayMove = List.of("price_mean", "top_line_share").contains(one.feature());
      if (!mayMove) {
        assertEquals(
            moved ? FeatureDrift.Level.MAJOR : FeatureDrift.Level.STABLE,
            one.level(),
            one.feature() + " " + one.psi());
      }
      if (one.feature().equals("country")) {
        assertTrue(one.unseenRateChange() > 0.8, "unseen " + one.unseenRateChange());
      }
      if (one.feature().equals("recency")) {
        assertTrue(one.missingRateChange() > 0.5, "missing " + one.missingRateChange());
      }
    }
  }

  @Test
  void anyBytesOfAProfileAreReadOrRefused() throws IOException {
    fitter(Sample.read(FEATURES), records(50)).finish().write(directory);
    Path state = directory.resolve("state.json");
    byte[] right = Files.readAllBytes(state);
    int from = new String(right, StandardCharsets.UTF_8).indexOf("\"profile\"");
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] mutated = right.clone();
      mutated[from + random.nextInt(mutated.length - from)] = right[random.nextInt(right.length)];
      Files.write(state, mutated);
      try {
        FeatureSet.read(directory);
      } catch (DefinitionException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("state.json"), e.getMessage());
      }
    }
    Files.write(state, right);
    assertArrayEquals(right, Files.readAllBytes(state));
  }

  private static void add(List<byte[]> orders, int count, String order) {
    orders.addAll(Collections.nCopies(count, Sample.bytes(order)));
  }

  /** Fitted on as many orders with x = 0 and x = 1. */
  private static FeatureSet flags(int zeros, int ones) {
    List<String> orders = new ArrayList<>(Collections.nCopies(zeros, "{\"x\": 0}"));
    orders.addAll(Collections.nCopies(ones, "{\"x\": 1}"));
    return Sample.fitted(Sample.feature("x"), orders.toArray(String[]::new));
  }

  private static List<byte[]> records(int count) {
    Random random = new Random(3);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          Sample.record(
              "{\"x\": %s, \"y\": %d, \"s\": %s, \"t\": \"T%d\", \"tags\": [%s], \"items\": [%s]}"
                  .formatted(
                      random.nextInt(5) == 0 ? "null" : random.nextGaussian() * 1e6,
                      random.nextInt(6),
                      random.nextInt(9) == 0
                          ? "null"
                          : "\"" + (char) ('a' + random.nextInt(7)) + "\"",
                      random.nextInt(40),
                      random.nextInt(3) == 0 ? "" : "\"p\", \"q" + random.nextInt(5) + "\"",
                      "{\"k\": \"K" + random.nextInt(9) + "\"}, {\"v\": 2}")));
    }
    return records;
  }

  private static Fitter fitter(FeatureDefinition definition, List<byte[]> records) {
    Fitter fitter = new Fitter(definition);
    for (byte[] record : records) {
      assertTrue(fitter.observe(record, 0, record.length).isEmpty());
    }
    return fitter;
  }

  private static DriftMonitor profiled(DriftMonitor monitor, List<byte[]> orders) {
    for (byte[] order : orders) {
      assertTrue(monitor.observe(order, 0, order.length).isEmpty());
    }
    return monitor;
  }

  private static FeatureDefinition retailDefinition() throws IOException {
    return FeatureDefinition.read(Files.readAllBytes(RETAIL.resolve("features.json")));
  }

  private static List<byte[]> retail() throws IOException {
    byte[] packed = Files.readAllBytes(RETAIL.resolve("train.jsonl.gz"));
    byte[] lines = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    return new String(lines, StandardCharsets.UTF_8)
        .lines()
        .map(Sample::bytes)
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
