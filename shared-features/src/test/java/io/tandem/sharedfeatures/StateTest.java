package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.custom.CustomEncodingException;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.LengthRarity;
import io.tandem.sharedfeatures.encoding.Vocabulary;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.partial.PartialState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a fit writes for another process, and what it merges from one. */
class StateTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "state-1");

  private static final String FEATURES =
      """
      {"name": "x", "value": "x", "encode": {"standardize": {}}},
      {"name": "y", "value": "y", "encode": {"min-max": {}}},
      {"name": "s", "value": "s", "encode": {"one-hot": {"top": 7}}},
      {"name": "listed", "value": "s", "encode": {"one-hot": {"values": ["c0", "c1", "c2", "c3"]}}},
      {"name": "rate", "value": ["s", "t"], "encode": {"target-mean": {"folds": 2}}}
      """;

  /** One without time zones, whose data have a version. */
  private static final String SOURCES =
      """
      {"x": {"path": "$.x", "type": "number"}, "y": {"path": "$.y", "type": "number"},
       "s": {"path": "$.s", "type": "text"}, "t": {"path": "$.t", "type": "text"}}
      """;

  private static final FeatureDefinition DEFINITION = Sample.read(SOURCES, FEATURES);

  private static List<String> records(int count) {
    Random random = new Random(7);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          "{\"order\": {\"x\": %s, \"y\": %d, \"s\": \"c%d\", \"t\": \"id%d\"}, \"label\": %s}"
              .formatted(random.nextGaussian(), i % 9, random.nextInt(12), i, i % 3 == 0));
    }
    return records;
  }

  private static Fitter fit(List<String> records) {
    return StateBytes.fit(DEFINITION, records);
  }

  private static String refusal(byte[] state) {
    return refusal(DEFINITION, state);
  }

  private static String refusal(FeatureDefinition definition, byte[] state) {
    Fitter fitter = new Fitter(definition);
    String message = assertThrows(StateException.class, () -> fitter.merge(state)).getMessage();
    assertEquals(0, fitter.records());
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @Test
  void theSameRecordsGiveTheSameBytesInAnyOrderAndSplit() {
    List<String> records = records(500);
    byte[] expected = fit(records).state();
    List<String> shuffled = new ArrayList<>(records);
    Collections.shuffle(shuffled, new Random(1));
    Fitter merged = new Fitter(DEFINITION);
    merged.merge(fit(shuffled.subList(0, 100)).state());
    merged.merge(new Fitter(DEFINITION).state());
    merged.merge(fit(shuffled.subList(100, 101)).state());
    merged.merge(fit(shuffled.subList(101, 500)).state());

    assertArrayEquals(expected, fit(shuffled).state());
    assertArrayEquals(expected, merged.state());
    assertFalse(Arrays.equals(expected, fit(records.subList(1, 500)).state()));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] state = fit(records(20)).state();

    for (int length = 0; length < state.length; length++) {
      refusal(Arrays.copyOf(state, length));
    }
    refusal(Arrays.copyOf(state, state.length + 1));
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] state = fit(records(20)).state();

    for (int bit = 0; bit < 8 * state.length; bit++) {
      byte[] flipped = state.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refusal(flipped);
    }
  }

  @Test
  void refusalsSayWhatWasFoundAndWhatToDo() {
    byte[] state = fit(records(20)).state();
    byte[] damaged = state.clone();
    damaged[state.length / 2] ^= 1;
    byte[] newer = state.clone();
    newer[8] = 2;
    FeatureDefinition other = Sample.read(SOURCES, "{\"name\": \"x\", \"value\": \"x\"}");

    assertEquals(
        "the state to merge is none: it does not begin as one",
        refusal(Sample.bytes("{\"dialect\": 1, \"features\": {}}")));
    assertEquals(
        "the state to merge was damaged or cut on its way: its checksum is another",
        refusal(damaged));
    assertEquals(
        "the state to merge is of format 2, and this version of the library reads 1: use one"
            + " version everywhere",
        refusal(newer));
    assertTrue(
        refusal(other, state)
            .startsWith("the state to merge is of another definition or feature set: SHA-256 "));
  }

  @Test
  void aStateOfOtherTimeZoneRulesOrAnotherDialectIsRefused() {
    PartialState here = PartialState.of("a fit", DEFINITION.canonical(), 1, List.of());
    PartialState rules =
        PartialState.of("a fit", DEFINITION.canonical(), 1, List.of("time zones 2001a"));
    PartialState dialect = PartialState.of("a fit", DEFINITION.canonical(), 9, List.of());
    PartialState profile = PartialState.of("a profile", DEFINITION.canonical(), 1, List.of());

    assertTrue(refusal(rules.seal(out -> {})).contains("was made with time zones 2001a, here"));
    assertTrue(refusal(dialect.seal(out -> {})).endsWith("is of dialect 9, here 1"));
    assertTrue(refusal(profile.seal(out -> {})).contains("expected one of a fit"));
    assertTrue(refusal(here.seal(out -> {})).contains("ends too early"));
    assertTrue(refusal(here.seal(out -> out.number(1L << 60))).contains("counts too far"));
    assertTrue(
        refusal(
                here.seal(
                    out -> {
                      out.number(1);
                      out.number(1L << 50); // as many names, in no bytes
                    }))
            .contains("ends too early"));
  }

  @Test
  void sourcesInAnotherOrderAreTheSameDefinition() {
    FeatureDefinition turned =
        Sample.read(
            """
            {"t": {"path": "$.t", "type": "text"}, "s": {"path": "$.s", "type": "text"},
             "y": {"path": "$.y", "type": "number"}, "x": {"path": "$.x", "type": "number"}}
            """,
            FEATURES);
    List<String> records = List.of("{\"order\": {\"x\": 1}, \"label\": true}");
    Fitter merged = new Fitter(turned);

    merged.merge(fit(records).state());

    assertEquals(List.of("t ($.t)", "s ($.s)", "y ($.y)"), merged.neverSeen());
  }

  @Test
  void tooManyTextsOfMergedStatesAreRefusedInTheWordsOfOneFit() {
    FeatureDefinition definition =
        Sample.read(SOURCES, "{\"name\": \"s\", \"value\": \"s\", \"encode\": {\"one-hot\": {}}}");
    Fitter merged = texts(definition, 0, 600_000);
    byte[] state = texts(definition, 600_000, Vocabulary.MAX_DISTINCT + 1).state();

    String message =
        assertThrows(DefinitionException.class, () -> merged.merge(state)).getMessage();

    Fitter alone = texts(definition, 0, Vocabulary.MAX_DISTINCT);
    byte[] last = Sample.record("{\"s\": \"one more\"}");
    assertEquals(
        assertThrows(DefinitionException.class, () -> alone.observe(last, 0, last.length))
            .getMessage(),
        message);
  }

  private static Fitter texts(FeatureDefinition definition, int from, int to) {
    Fitter fitter = new Fitter(definition);
    for (int i = from; i < to; i++) {
      byte[] record = Sample.record("{\"s\": \"" + i + "\"}");
      fitter.observe(record, 0, record.length);
    }
    return fitter;
  }

  @Test
  void numbersOfMergedStatesBecomeAsCoarseAsThoseOfOneFit() {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      records.add("{\"order\": {\"y\": %d.5}, \"label\": true}".formatted(i));
    }
    FeatureDefinition definition =
        Sample.read(
            SOURCES, "{\"name\": \"y\", \"value\": \"y\", \"encode\": {\"robust-scale\": {}}}");
    Fitter merged = StateBytes.fit(definition, records.subList(0, 50_000));

    merged.merge(StateBytes.fit(definition, records.subList(50_000, 100_000)).state());

    assertArrayEquals(StateBytes.fit(definition, records).state(), merged.state());
  }

  @Test
  void aCustomEncodingWithoutAStateIsNamedBeforeAnythingIsFitted() {
    FeatureDefinition definition = custom(new Stateless());

    String message =
        assertThrows(DefinitionException.class, () -> new Fitter(definition).state()).getMessage();

    assertEquals(
        "fitting: feature r: the encoding acme-stateless@1 has no state() and merge(byte[]), so it"
            + " cannot be fitted on a cluster; fit on one machine",
        message);
  }

  @Test
  void aCustomEncodingWithAStateIsMerged() {
    FeatureDefinition definition = custom(new LengthRarity());
    List<String> records =
        List.of(
            "{\"order\": {\"tags\": [\"a\", \"bb\"]}, \"label\": true}",
            "{\"order\": {\"tags\": [\"cc\"]}, \"label\": false}");
    Fitter merged = StateBytes.fit(definition, records.subList(0, 1));

    merged.merge(StateBytes.fit(definition, records.subList(1, 2)).state());

    assertEquals(
        StateBytes.fit(definition, records).finish().state().canonical(),
        merged.finish().state().canonical());
  }

  @Test
  void whatACustomEncodingThrowsForAStateIsNotTheRecordsFault() {
    FeatureDefinition definition = custom(new Broken());
    byte[] state = new Fitter(definition).state();

    String message =
        assertThrows(CustomEncodingException.class, () -> new Fitter(definition).merge(state))
            .getMessage();

    assertTrue(message.contains("feature r: the encoding acme-broken@1 threw"), message);
  }

  private static FeatureDefinition custom(CustomEncoding encoding) {
    String sources = "{\"tag\": {\"path\": \"$.tags[*]\", \"type\": \"text\"}}";
    String feature =
        "{\"name\": \"r\", \"value\": [\"tag\"], \"encode\": {\"%s@%d\": {}}}"
            .formatted(encoding.id(), encoding.version());
    return FeatureDefinition.read(
        Sample.bytes(Sample.definition(sources, feature)), List.of(encoding));
  }

  /** Learns nothing that it could hand on. */
  private static class Stateless implements CustomEncoding {
    @Override
    public String id() {
      return "acme-stateless";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<Input> inputs() {
      return List.of(new Input(InputType.TEXT, true));
    }

    Learner learner() {
      return new Nothing();
    }

    @Override
    public Recipe recipe(Map<String, String> options) {
      return new Recipe() {
        @Override
        public Optional<Learner> learner() {
          return Optional.of(Stateless.this.learner());
        }

        @Override
        public Transform transform(String learned) {
          return new LengthRarity().recipe(Map.of()).transform("");
        }
      };
    }
  }

  private static class Nothing implements CustomEncoding.Learner {
    @Override
    public void observe(CustomEncoding.Values values) {}

    @Override
    public void merge(CustomEncoding.Learner other) {}

    @Override
    public String finish() {
      return "";
    }
  }

  private static final class Broken extends Stateless {
    @Override
    public String id() {
      return "acme-broken";
    }

    @Override
    Learner learner() {
      return new Nothing() {
        @Override
        public byte[] state() {
          return new byte[1];
        }

        @Override
        public void merge(byte[] state) {
          throw new IllegalStateException("a bug");
        }
      };
    }
  }

  @Test
  void countsOfExtractorsMerge() {
    List<String> orders =
        List.of("{\"x\": 1}", "{\"x\": \"a\"}", "{\"s\": \"new\"}", "{\"y\": 2, \"s\": \"c1\"}");
    FeatureDefinition lenient =
        Sample.read(
            SOURCES.replace("\"number\"", "\"number\", \"wrong_type\": \"missing\""), FEATURES);
    FeatureSet features = StateBytes.fit(lenient, records(60)).finish();
    Extractor alone = features.orders();
    ExtractionCounts merged = ExtractionCounts.none(features.definition());
    for (String order : orders) {
      alone.extract(Sample.bytes(order));
      Extractor extractor = features.orders();
      extractor.extract(Sample.bytes(order));
      merged.merge(extractor.counts().state());
    }

    assertEquals(alone.counts().counts(), merged.counts());
    assertEquals(4, merged.orders());
    assertArrayEquals(alone.counts().state(), merged.state());
    byte[] fit = fit(records(3)).state();
    assertThrows(StateException.class, () -> merged.merge(fit));
  }

  /** Of every encoding, as the first version wrote it. It is never written anew. */
  @Test
  void aStateOfFormatOneIsRead() throws IOException {
    FeatureDefinition definition =
        FeatureDefinition.read(Files.readAllBytes(GOLDEN.resolve("features.json")));
    Fitter alone =
        StateBytes.fit(
            definition,
            Files.readAllLines(GOLDEN.resolve("records.jsonl"), StandardCharsets.UTF_8));
    Path file = GOLDEN.resolve("state.bin");
    if (Boolean.getBoolean("tandem.write-golden-state")) {
      Files.write(file, alone.state());
    }
    Fitter merged = new Fitter(definition);

    merged.merge(Files.readAllBytes(file));

    assertEquals(alone.records(), merged.records());
    Map<String, byte[]> expected = alone.finish().files();
    merged.finish().files().forEach((name, bytes) -> assertArrayEquals(expected.get(name), bytes));
    assertArrayEquals(Files.readAllBytes(file), alone.state());
  }
}
