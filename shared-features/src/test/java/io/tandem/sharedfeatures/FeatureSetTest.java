package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The artifact: its files, its golden orders, its fingerprints. */
class FeatureSetTest {
  private static final String FEATURES =
      """
      {"name": "x", "value": "x", "encode": {"standardize": {}}},
      {"name": "s", "value": "s", "encode": {"one-hot": {}}},
      {"name": "t", "value": "t", "encode": {"frequency": {}}},
      {"name": "v", "value": "sum(v)"}
      """;

  private static final String[] ORDERS = {
    "{\"x\": 1, \"s\": \"a\", \"t\": \"p\", \"items\": [{\"v\": 0.1}], \"unread\": \"secret\"}",
    "{\"x\": 4, \"s\": \"b\", \"t\": \"q\", \"unread\": {\"x\": [1, 2]}}",
    "{\"s\": \"b\", \"t\": \"q\"}"
  };

  @TempDir Path directory;

  @Test
  void readsWhatItHasWritten() throws IOException {
    FeatureSet written = Sample.fitted(FEATURES, ORDERS);
    written.write(directory);

    FeatureSet read = FeatureSet.read(directory);
    read.verifyGolden();

    assertEquals(3, read.goldenOrders().size());
    assertEquals(written.columns(), read.columns());
    assertEquals(written.schemaFingerprint(), read.schemaFingerprint());
    assertEquals(written.semanticsFingerprint(), read.semanticsFingerprint());
    for (String order : ORDERS) {
      assertArrayEquals(Sample.vector(written, order), Sample.vector(read, order));
    }
  }

  @Test
  void theSchemaIsOneSmallObject() throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);

    assertEquals(
        "{\"fingerprint\":\"%s\",\"semantics\":\"%s\",\"columns\":[\"x\",\"s=a\",\"s=b\",\"s=other\",\"s.missing\",\"t\",\"v\"],\"features\":[\"x\",\"s\",\"s\",\"s\",\"s\",\"t\",\"v\"]}\n"
            .formatted(
                FeatureSet.read(directory).schemaFingerprint(),
                FeatureSet.read(directory).semanticsFingerprint()),
        Files.readString(directory.resolve("schema.json")));
  }

  @Test
  void aSchemaThatDoesNotNameTheFeaturesIsReadAsBefore() throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    Path schema = directory.resolve("schema.json");
    String written = Files.readString(schema);
    write("schema.json", written.replaceFirst(",\"features\":\\[[^]]*\\]", ""));

    assertEquals(7, FeatureSet.read(directory).columns().size());

    write("schema.json", written.replace("\"features\":[\"x\"", "\"features\":[\"y\""));
    assertTrue(problem().startsWith("schema.json"), problem());
  }

  @Test
  void theFilesAreReadWithoutAFileSystem() throws IOException {
    FeatureSet fitted = Sample.fitted(FEATURES, ORDERS);
    fitted.write(directory);

    FeatureSet features = FeatureSet.read(fitted.files(), List.of());

    features.verifyGolden();
    assertEquals(fitted.semanticsFingerprint(), features.semanticsFingerprint());
    assertEquals(
        Set.of("features.json", "state.json", "golden.jsonl", "schema.json"),
        fitted.files().keySet());
    for (Map.Entry<String, byte[]> file : fitted.files().entrySet()) {
      assertArrayEquals(Files.readAllBytes(directory.resolve(file.getKey())), file.getValue());
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Map<String, byte[]> files = new HashMap<>(Sample.fitted(FEATURES, ORDERS).files());
    files.remove("state.json");

    assertEquals(
        "state.json: not found among the files",
        assertThrows(DefinitionException.class, () -> FeatureSet.read(files, List.of()))
            .getMessage());
  }

  @Test
  void aDefinitionThatLearnsNothingIsAFeatureSet() throws IOException {
    write("features.json", Sample.definition(Sample.SOURCES, Sample.feature("x")));

    FeatureSet features = FeatureSet.read(directory);
    features.verifyGolden();

    assertEquals(0, features.goldenOrders().size());
    assertArrayEquals(new float[] {2}, Sample.vector(features, "{\"x\": 2}"));
  }

  /** What is left of a fitted one says that files were lost. */
  @ParameterizedTest
  @ValueSource(strings = {"state.json", "golden.jsonl", "schema.json"})
  void whatIsLeftOfAFeatureSetIsNotTakenForADefinitionAlone(String left) throws IOException {
    Sample.fitted(Sample.feature("x"), ORDERS).write(directory);
    for (String name : List.of("state.json", "golden.jsonl", "schema.json")) {
      if (!name.equals(left)) {
        Files.delete(directory.resolve(name));
      }
    }

    assertTrue(problem().contains(": not found in " + directory), problem());
  }

  @Test
  void aDefinitionThatLearnsNeedsItsState() throws IOException {
    write("features.json", Sample.definition(Sample.SOURCES, FEATURES));

    assertEquals("state.json: not found in " + directory, problem());
  }

  @Test
  void goldenOrdersHoldWhatIsReadAndNothingElse() throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);

    String golden = Files.readString(directory.resolve("golden.jsonl"));

    assertFalse(golden.contains("secret"), golden);
    assertFalse(golden.contains("unread"), golden);
    assertTrue(
        golden.contains(
            "{\"order\":{\"x\":1,\"s\":\"a\",\"t\":\"p\",\"items\":[{\"v\":0.1}]},\"vector\":["),
        golden);
  }

  @Test
  void personalValuesAreMaskedInGoldenOrders() throws IOException {
    String sources =
        """
        {"email": {"path": "$.email", "type": "text", "personal": true},
         "again": {"path": "$.email", "type": "text"},
         "born": {"path": "$.born", "type": "date", "personal": true},
         "score": {"path": "$.score", "type": "number", "personal": true},
         "name": {"path": "$.names[*].name", "type": "text", "personal": true, "wrong_type": "missing"},
         "city": {"path": "$.city", "type": "text", "wrong_type": "missing"}}
        """;
    Fitter fitter =
        new Fitter(
            Sample.read(sources, "{\"name\": \"f\", \"value\": \"share_of(email, 'digit')\"}"));
    byte[] record =
        Sample.record(
            """
            {"email": "Mara.Lindner82@example.org", "born": "1990-01-02", "score": 77,
             "names": [{"name": "Jürgen"}, {"name": {"first": "Jutta"}}, {"name": 55}],
             "city": {"name": "Leipzig"}}
            """);
    fitter.observe(record, 0, record.length);
    FeatureSet features = fitter.finish();
    features.write(directory);

    assertEquals(
        "{\"order\":{\"email\":\"Aaaa.Aaaaaaa00@aaaaaaa.aaa\",\"born\":\"2000-01-01\",\"score\":1,"
            + "\"names\":[{\"name\":\"Axaaaa\"},{\"name\":{}},{\"name\":null}],\"city\":{}},"
            + "\"vector\":[0.07692308]}\n",
        Files.readString(directory.resolve("golden.jsonl")));
    FeatureSet.read(directory).verifyGolden();
  }

  @Test
  void requiredPersonalValuesStillMakeGoldenOrders() {
    String sources =
        """
        {"born": {"path": "$.born", "type": "date", "required": true, "personal": true},
         "at": {"path": "$.at", "type": "instant", "required": true, "personal": true},
         "limit": {"path": "$.limit", "type": "integer", "required": true, "personal": true, "range": [500, 900]}}
        """;
    Fitter fitter =
        new Fitter(
            Sample.read(
                sources, "{\"name\": \"f\", \"value\": \"days_between(born, at) + limit\"}"));
    byte[] record =
        Sample.record(
            "{\"born\": \"1990-01-02\", \"at\": \"2020-01-01T00:00:00Z\", \"limit\": 777}");
    fitter.observe(record, 0, record.length);

    assertEquals(1, fitter.finish().goldenOrders().size());
  }

  @Test
  void sixteenOfManyOrdersAreGolden() {
    String[] orders = new String[50];
    Arrays.setAll(orders, i -> "{\"x\": " + i + "}");

    FeatureSet features = Sample.fitted(Sample.feature("x"), orders);

    assertEquals(16, features.goldenOrders().size());
  }

  @Test
  void aColumnThatChangedStopsWithItsName() throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    String definition = Files.readString(directory.resolve("features.json"));
    write("features.json", definition.replace("sum(v)", "sum(v) + 0.001"));
    FeatureSet changed = FeatureSet.read(directory);

    DefinitionException e = assertThrows(DefinitionException.class, changed::verifyGolden);

    assertEquals(4, e.problems().size());
    assertTrue(e.problems().get(3).endsWith("fit anew"), e.problems().get(3));
    assertEquals("order 1: 1 of 7 columns differ from the recorded vector: v", e.problems().get(0));
  }

  @Test
  void aLearnedValueThatChangedStops() throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    String state = Files.readString(directory.resolve("state.json"));
    assertTrue(state.contains("\"mean\":2.5"), state);
    write("state.json", state.replace("\"mean\":2.5", "\"mean\":2.6"));
    FeatureSet changed = FeatureSet.read(directory);

    assertThrows(DefinitionException.class, changed::verifyGolden);
  }

  @Test
  void aGoldenOrderThatIsRejectedStopsWithoutTellingTheOrder() throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    String golden = Files.readString(directory.resolve("golden.jsonl"));
    write("golden.jsonl", golden.replace("\"x\":4", "\"x\":\"qzxjk\""));
    FeatureSet changed = FeatureSet.read(directory);

    DefinitionException e = assertThrows(DefinitionException.class, changed::verifyGolden);

    assertTrue(
        String.valueOf(e.getMessage()).contains("is rejected: $.x expected a number"),
        e.getMessage());
    assertFalse(String.valueOf(e.getMessage()).contains("qzxjk"), e.getMessage());
  }

  @Test
  void aNumberThatIsOutOfRangeIsMissingInGoldenOrders() throws IOException {
    String sources =
        "{\"x\": {\"path\": \"$.x\", \"type\": \"number\", \"out_of_range\": \"missing\"}}";
    Fitter fitter = new Fitter(Sample.read(sources, Sample.feature("x")));
    byte[] record = Sample.record("{\"x\": -1e400, \"unread\": 1e400}");
    fitter.observe(record, 0, record.length);
    fitter.finish().write(directory);

    FeatureSet.read(directory).verifyGolden();

    assertEquals(
        "{\"order\":{\"x\":null},\"vector\":[null]}\n",
        Files.readString(directory.resolve("golden.jsonl")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"features.json", "state.json", "golden.jsonl"})
  void aFileThatIsMissingEmptyForeignOrCutOffStops(String name) throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    byte[] right = Files.readAllBytes(directory.resolve(name));

    Files.delete(directory.resolve(name));
    assertEquals(name + ": not found in " + directory, problem());
    for (String foreign :
        List.of(
            "",
            " ",
            "{}",
            "[]",
            "5",
            "null",
            "PK\u0003\u0004",
            "{\"features\": 5}",
            "{\"dialect\": 1, \"features\": {}, \"golden_orders\": 3}",
            "{\"order\": {}, \"vector\": []}")) {
      write(name, foreign);
      assertFalse(problem().isEmpty(), foreign);
    }
    for (int length = 0; length < right.length - 2; length++) {
      Files.write(directory.resolve(name), Arrays.copyOf(right, length));
      assertFalse(problem().isEmpty(), name + " of " + length + " bytes");
    }
    Files.write(directory.resolve(name), right);
    assertEquals("", problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"features.json", "state.json", "golden.jsonl"})
  void anyBytesInAFileGiveAFeatureSetOrADefinitionException(String name) throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    byte[] right = Files.readAllBytes(directory.resolve(name));
    Random random = new Random(37);
    for (int i = 0; i < 400; i++) {
      byte[] mutated = right.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutated[random.nextInt(mutated.length)] =
            random.nextBoolean() ? right[random.nextInt(right.length)] : (byte) random.nextInt();
      }
      Files.write(directory.resolve(name), mutated);
      problem();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "dialect":1            | "dialect":2          | state.json: was fitted in dialect 2, but the definition is of dialect 1; fit it anew
          "golden_orders":3      | "golden_orders":4    | golden.jsonl: has 3 orders, but fitting wrote 4
          "x":{                  | "z":{                | state.json: was fitted for another definition: z is no feature that learns; fit the definition anew
          "mean":                | "main":              | state.json: $.features.x: lacks the number mean; fit the definition anew
          "mean":2.5             | "mean":1e400         | state.json: $.features.x: lacks the number mean; fit the definition anew
          ["a",1]                | ["b",1]              | state.json: $.features.s: expected a vocabulary of at most 10000 pairs of different texts and how often they occurred; fit the definition anew
          ["a",1]                | ["a",-1]             | state.json: $.features.s: expected a vocabulary of at most 10000 pairs of different texts and how often they occurred; fit the definition anew
          ["p",1]                | ["p"]                | state.json: $.features.t: expected a vocabulary of at most 10000 pairs of different texts and how often they occurred; fit the definition anew
          "profile":             | "profiles":           | state.json: lacks the training profile of the features; fit the definition anew
          "profile":{            | "profile":{"z":{},    | state.json: lacks the training profile of the features; fit the definition anew
          "s":{"categories"      | "z":{"categories"     | state.json: $.profile.s: expected an object; fit the definition anew
          [["b",2],              | [["a",2],             | state.json: $.profile.s: expected pairs of different categories and their counts; fit the definition anew
          [["b",2],              | [["b",3],             | state.json: $.profile.s: counts do not add up; fit the definition anew
          "edges":[1,            | "edges":[4,           | state.json: $.profile.x: expected ascending edges, none more than twice; fit the definition anew
          """)
  void aStateThatDoesNotFitSaysWhy(String right, String wrong, String problem) throws IOException {
    Sample.fitted(FEATURES, ORDERS).write(directory);
    String state = Files.readString(directory.resolve("state.json"));
    assertTrue(state.contains(right), state);

    write("state.json", state.replaceFirst(Pattern.quote(right), wrong));

    assertEquals(problem, problem());
  }

  @Test
  void theSchemaFingerprintIsOfNamesOrderAndWidth() {
    String fingerprint =
        schema("{\"name\": \"a\", \"value\": \"x\"}, {\"name\": \"b\", \"value\": \"y\"}");

    assertEquals(
        fingerprint,
        schema(
            "{\"value\":\"y*2\",\"name\":\"a\"},\n\n{ \"name\" : \"b\", \"value\": \"log(x)\"}"));
    assertNotEquals(
        fingerprint,
        schema("{\"name\": \"b\", \"value\": \"x\"}, {\"name\": \"a\", \"value\": \"y\"}"));
    assertNotEquals(
        fingerprint,
        schema("{\"name\": \"a\", \"value\": \"x\"}, {\"name\": \"c\", \"value\": \"y\"}"));
    assertNotEquals(fingerprint, schema("{\"name\": \"a\", \"value\": \"x\"}"));
    assertNotEquals(hash(4), hash(5));
    assertTrue(fingerprint.matches("[0-9a-f]{32}"), fingerprint);
  }

  private static String hash(int buckets) {
    return schema(Sample.feature("s", "{\"hash\": {\"buckets\": " + buckets + "}}"));
  }

  private static String schema(String features) {
    return Sample.unfitted(Sample.SOURCES, features).schemaFingerprint();
  }

  @Test
  void noColumnNameCanLookLikeTwo() {
    String one = "{\"s\": \"a\\nfloat32 f=b\"}";

    FeatureSet merged = Sample.fitted(Sample.feature("s", "{\"one-hot\": {}}"), one);
    FeatureSet apart =
        Sample.fitted(Sample.feature("s", "{\"one-hot\": {}}"), "{\"s\": \"a\"}", "{\"s\": \"b\"}");

    assertNotEquals(merged.schemaFingerprint(), apart.schemaFingerprint());
  }

  @Test
  void theSemanticsFingerprintIsOfDefinitionAndState() {
    FeatureSet features = Sample.fitted(FEATURES, ORDERS);
    String fingerprint = features.semanticsFingerprint();

    assertEquals(
        fingerprint, Sample.fitted(FEATURES.replace("{", "{\n "), ORDERS).semanticsFingerprint());
    assertNotEquals(
        fingerprint,
        Sample.fitted(FEATURES.replace("sum(v)", "max(v)"), ORDERS).semanticsFingerprint());
    FeatureSet otherState = Sample.fitted(FEATURES, ORDERS[0], ORDERS[1], ORDERS[1]);
    assertEquals(features.columns(), otherState.columns());
    assertNotEquals(fingerprint, otherState.semanticsFingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "hour(from)                              | 0",
        "length(s)                               | 0",
        "hour(from, zone('Europe/Berlin'))       | 1",
        "hour(from, zone(lookup(zone_of, s)))    | 1",
        "hour(from, home) + x                    | 1",
        "length(registrable_domain(s))           | 1",
        "hour(from, home) + length(registrable_domain(s)) | 2",
      })
  void theSemanticsNameTheVersionsOfTheDataThatIsUsed(String value, int versions) {
    String sections =
        "\"values\": {\"home\": \"zone('Europe/Berlin')\"}, \"tables\": " + Sample.TABLES;
    String features = "{\"name\": \"f\", \"value\": \"%s\"}".formatted(value);
    String definition = Sample.withSections(sections, features);
    String withoutZone = definition.replaceAll(",\\s*\"zone\": \\{[^}]*}", "");

    assertNotEquals(definition, withoutZone);
    assertEquals(versions, read(withoutZone).dataVersions().size());
    assertTrue(
        read(definition).dataVersions().get(0).matches("time zones 20.* with links of 2024b"));
  }

  private static FeatureDefinition read(String definition) {
    return FeatureDefinition.read(Sample.bytes(definition));
  }

  private void write(String name, String text) throws IOException {
    Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Why the folder cannot be read; empty when it can. */
  private String problem() {
    try {
      FeatureSet.read(directory).verifyGolden();
      return "";
    } catch (DefinitionException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
