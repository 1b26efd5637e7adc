package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.Vocabulary;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Zones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learned depends on which records there are, and on nothing else. */
class FitterTest {
  private static final String FEATURES =
      """
      {"name": "x", "value": "x", "encode": {"standardize": {}}},
      {"name": "y", "value": "y", "encode": {"impute": {}}},
      {"name": "s", "value": "s", "encode": {"one-hot": {"top": 7, "min_count": 2}}},
      {"name": "t", "value": "t", "encode": {"frequency": {"top": 20}}},
      {"name": "h", "value": "t", "encode": {"hash": {"buckets": 8}}},
      {"name": "sum", "value": "sum(v)"}
      """;

  private static final FeatureDefinition DEFINITION = Sample.read(FEATURES);

  @TempDir Path directory;

  @Test
  void shuffledSplitAndMergedRecordsGiveTheSameBytes() throws IOException {
    List<byte[]> records = records(2_000);
    List<byte[]> expected = artifact(fitted(List.of(records)));
    Random random = new Random(5);
    for (int i = 0; i < 8; i++) {
      List<byte[]> shuffled = new ArrayList<>(records);
      Collections.shuffle(shuffled, random);

      List<byte[]> artifact = artifact(fitted(split(shuffled, 1 + random.nextInt(6), random)));

      for (int file = 0; file < expected.size(); file++) {
        assertArrayEquals(expected.get(file), artifact.get(file));
      }
    }
  }

  @Test
  void oneRecordMoreGivesOtherBytes() throws IOException {
    List<byte[]> records = records(200);
    List<byte[]> expected = artifact(fitted(List.of(records)));

    List<byte[]> artifact = artifact(fitted(List.of(records.subList(0, 199))));

    assertFalse(Arrays.equals(expected.get(1), artifact.get(1)));
  }

  @Test
  void theStateIsTheSameInEveryLocale() throws IOException {
    Locale before = Locale.getDefault();
    List<byte[]> records = records(200);
    List<byte[]> expected = artifact(fitted(List.of(records)));
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-u-nu-arab"));

      for (int file = 0; file < expected.size(); file++) {
        assertArrayEquals(expected.get(file), artifact(fitted(List.of(records))).get(file));
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void sourcesThatNoRecordHasAreNamed() {
    String sources =
        """
        {"x": {"path": "$.x", "type": "number"},
         "wrong": {"path": "$.xx", "type": "number"},
         "price": {"path": "$.lines[*].price", "type": "number"},
         "prise": {"path": "$.lines[*].prise", "type": "number"}}
        """;
    FeatureDefinition definition = Sample.read(sources, "{\"name\": \"f\", \"value\": \"x\"}");
    byte[] record = Sample.record("{\"x\": 1}");
    byte[] other = Sample.record("{\"lines\": [{}, {\"price\": 2}]}");
    Fitter fitter = new Fitter(definition);
    Fitter merged = new Fitter(definition);
    fitter.observe(record, 0, record.length);
    merged.observe(other, 0, other.length);

    fitter.merge(merged);

    assertEquals(List.of("wrong ($.xx)", "prise ($.lines[*].prise)"), fitter.neverSeen());
  }

  @Test
  void aRecordThatCannotBeUsedIsReportedAndNotLearnedFrom() {
    Fitter fitter = new Fitter(DEFINITION);
    byte[] bad = Sample.record("{\"x\": \"a\"}");
    byte[] unlabelled = Sample.bytes("{\"order\": {\"x\": 1}}");

    assertEquals(
        "$.order.x expected a number, found a string",
        fitter.observe(bad, 0, bad.length).orElseThrow().toString());
    assertEquals(
        "$.label is required",
        fitter.observe(unlabelled, 0, unlabelled.length).orElseThrow().toString());

    assertEquals(0, fitter.records());
    assertEquals(0, fitter.finish().goldenOrders().size());
  }

  /** Which records are kept is a function of them all, and they are few bytes. */
  @Test
  void ofLongRecordsOneIsKeptWhenThereIsNoShortOne() {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(Sample.record("{\"x\": " + i + " ".repeat(70_000 + i) + "}"));
    }

    assertEquals("{\"x\":0}", golden(records));
    records.add(20, Sample.record("{\"x\": 41}"));
    records.add(21, Sample.record("{\"x\": 42}"));
    assertEquals("{\"x\":41} {\"x\":42}", golden(records));
    Collections.reverse(records);
    assertEquals("{\"x\":41} {\"x\":42}", golden(records));
  }

  private static String golden(List<byte[]> records) {
    GoldenRecords all = new GoldenRecords();
    GoldenRecords others = new GoldenRecords();
    for (int i = 0; i < records.size(); i++) {
      (i % 3 == 0 ? others : all).add(records.get(i), 0, records.get(i).length);
    }
    all.merge(others);
    return all.all().stream()
        .map(record -> Sample.field(LimitedJson.read("record", record), "order").compact())
        .collect(Collectors.joining(" "));
  }

  @Test
  void mergingAddsUpTheRecords() {
    Fitter one = fitter(records(3));
    one.merge(fitter(records(5)));

    assertEquals(8, one.records());
  }

  @Test
  void onlyFittingsOfOneDefinitionMerge() {
    Fitter fitter = new Fitter(DEFINITION);
    Fitter other = new Fitter(Sample.read(Sample.feature("x")));

    assertThrows(IllegalArgumentException.class, () -> fitter.merge(other));
    assertThrows(IllegalArgumentException.class, () -> fitter.merge(fitter));
  }

  @Test
  void countsAreExactAndTiesAreBrokenByBytes() throws IOException {
    FeatureSet features =
        Sample.fitted(
            Sample.feature("s", "{\"one-hot\": {\"top\": 2}}"),
            "{\"s\": \"b\"}",
            "{\"s\": \"a\"}",
            "{\"s\": \"c\"}",
            "{\"s\": \"c\"}",
            "{}");

    features.write(directory);

    assertEquals(
        "{\"data\":[\"time zones "
            + Zones.version()
            + "\"],\"dialect\":1,"
            + "\"features\":{\"f\":{\"count\":4,\"vocabulary\":[[\"a\",1],[\"c\",2]]}},"
            + "\"golden_orders\":4,\"profile\":{\"f\":{\"categories\":[[\"c\",2],[\"a\",1]],"
            + "\"missing\":1,\"other\":1,\"records\":5,\"unseen\":1}}}\n",
        Files.readString(directory.resolve("state.json")));
  }

  @Test
  void tooManyTextsStopFittingAndNameTheFeature() {
    Vocabulary vocabulary = new Vocabulary("brand", 10, 1);
    Expression value = new Expression.OfText(Row.SCALAR, (row, i) -> row.texts[0]);
    Row row = new Row(1, 0, 0, Row.NO_LABEL);

    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () -> {
              for (int i = 0; i <= Vocabulary.MAX_DISTINCT; i++) {
                row.texts[0] = Integer.toString(i);
                vocabulary.observe(List.of(value), row);
              }
            });

    assertTrue(
        String.valueOf(e.getMessage()).contains("brand has more than 1000000"), e.getMessage());
  }

  private static List<byte[]> records(int count) {
    Random random = new Random(3);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String order =
          "{\"x\": %s, \"y\": %s, \"s\": \"%s\", \"t\": \"T%d\", \"items\": [{\"v\": %d}]}"
              .formatted(
                  random.nextInt(5) == 0 ? "null" : random.nextGaussian() * 1e6,
                  random.nextInt(5) == 0 ? "null" : random.nextInt(1_000) / 1e3,
                  Character.toString(0x1f600 + random.nextInt(9)),
                  random.nextInt(40),
                  random.nextInt(9));
      records.add(Sample.record(order));
    }
    return records;
  }

  private static List<List<byte[]>> split(List<byte[]> records, int parts, Random random) {
    List<List<byte[]>> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      split.add(new ArrayList<>());
    }
    records.forEach(record -> split.get(random.nextInt(parts)).add(record));
    return split;
  }

  private static Fitter fitter(List<byte[]> records) {
    Fitter fitter = new Fitter(DEFINITION);
    for (byte[] record : records) {
      assertTrue(fitter.observe(record, 0, record.length).isEmpty());
    }
    return fitter;
  }

  private static FeatureSet fitted(List<List<byte[]>> parts) {
    Fitter fitter = new Fitter(DEFINITION);
    for (List<byte[]> part : parts) {
      fitter.merge(fitter(part));
    }
    return fitter.finish();
  }

  /** The bytes of all files. */
  private List<byte[]> artifact(FeatureSet features) throws IOException {
    features.write(directory);
    List<byte[]> files = new ArrayList<>();
    for (String name : List.of("features.json", "state.json", "golden.jsonl", "schema.json")) {
      files.add(Files.readAllBytes(directory.resolve(name)));
    }
    return files;
  }
}
