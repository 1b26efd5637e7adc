package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators of one's own: in a definition, fitted, in the artifact and its fingerprint. */
class OperatorsTest {
  private static final String DISTANCE =
      "{\"name\": \"d\", \"value\": [\"x\", \"y\", \"z\", \"0\"], \"encode\": {\"acme-distance@1\": %s}}";
  private static final String RARITY =
      "{\"name\": \"r\", \"value\": \"k\", \"encode\": {\"acme-length-rarity@2\": {}}}";
  private static final List<Operator> OPERATORS = List.of(new GreatCircle(), new LengthRarity());

  @TempDir Path directory;

  private static FeatureDefinition read(String features) {
    return FeatureDefinition.read(
        Sample.bytes(Sample.definition(Sample.SOURCES, features)), OPERATORS);
  }

  private static FeatureSet fitted(String features, String... orders) {
    Fitting fitting = new Fitting(read(features));
    for (String order : orders) {
      byte[] record = Sample.record(order);
      fitting.observe(record, 0, record.length);
    }
    return fitting.finish();
  }

  @Test
  void anOperatorStandsBesideTheBuiltInEncodings() {
    FeatureSet features = fitted(DISTANCE.formatted("{}"));

    // From Leipzig's latitude to the pole, and nowhere.
    assertEquals(
        (float) (6371 * Math.toRadians(90 - 51.34)),
        Sample.vector(features, "{\"x\": 51.34, \"y\": 12.37, \"z\": 90}")[0],
        1e-3f);
    assertEquals(Float.NaN, Sample.vector(features, "{\"x\": 51.34, \"y\": 12.37}")[0]);
    assertEquals(List.of("d"), features.columns());
  }

  @Test
  void whatItLearnsIsInTheArtifactAndCodeIsNot() throws IOException {
    FeatureSet features =
        fitted(RARITY, "{\"items\": [{\"k\": \"aa\"}, {\"k\": \"bb\"}, {\"k\": \"c\"}, {}]}");
    features.write(directory);

    FeatureSet read = FeatureSet.read(directory, OPERATORS);

    assertEquals(List.of("r", "r.elements"), read.columns());
    assertEquals(
        (float) Math.log(2),
        Sample.vector(read, "{\"items\": [{\"k\": \"zz\"}, {\"k\": \"x\"}]}")[0],
        1e-6f);
    assertEquals(features.semanticsFingerprint(), read.semanticsFingerprint());
    DefinitionException e =
        assertThrows(DefinitionException.class, () -> FeatureSet.read(directory));
    assertTrue(e.problems().get(0).contains("expected an object with one of"), e.getMessage());
  }

  @Test
  void itsVersionIsPartOfTheFingerprint() {
    FeatureSet first = fitted(DISTANCE.formatted("{}"));
    GreatCircle operator = new GreatCircle();
    String second = DISTANCE.formatted("{}").replace("@1", "@2");
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(Sample.definition(Sample.SOURCES, second)),
            List.of(new Other(operator.id(), 2, operator)));

    assertNotEquals(
        first.semanticsFingerprint(), new Fitting(definition).finish().semanticsFingerprint());
    assertEquals(first.schemaFingerprint(), new Fitting(definition).finish().schemaFingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name": "d", "value": ["x", "y", "z", "1"], "encode": {"acme-distance@1": {"unit": "league"}}} | .encode.acme-distance@1: expected no option but unit: km or mi
          {"name": "d", "value": ["x", "y", "z", "1"], "encode": {"acme-distance@1": {"unit": []}}}       | .encode.acme-distance@1.unit: expected a text, a number, true or false
          {"name": "d", "value": ["x", "y", "z"], "encode": {"acme-distance@1": {}}}                      | .value: expected number; number; number; number; found 3 values
          {"name": "d", "value": ["x", "y", "z", "v"], "encode": {"acme-distance@1": {}}}                 | .value: has a value per element; fold it, for instance with sum or argmax
          {"name": "d", "value": "s", "encode": {"acme-length-rarity@2": {}}}                             | .value: has one value per order, but its encoding takes one per element
          """)
  void itsOptionsAndValuesAreChecked(String feature, String problem) {
    DefinitionException e = assertThrows(DefinitionException.class, () -> read(feature));

    assertEquals(List.of("$.features[0]" + problem), e.problems());
  }

  @Test
  void anotherVersionIsRefusedAndTheNearestNamed() {
    DefinitionException e =
        assertThrows(
            DefinitionException.class, () -> read(DISTANCE.formatted("{}").replace("@1", "@3")));

    assertTrue(e.problems().get(0).endsWith("did you mean acme-distance@1?"), e.problems().get(0));
  }

  @ParameterizedTest
  @CsvSource({"Acme, 1", "acme distance, 1", "'', 1", "acme, 0", "acme@1, 1"})
  void anIdIsAWordAndAVersionCounts(String id, int version) {
    Operator operator = new Other(id, version, new GreatCircle());

    assertThrows(
        IllegalArgumentException.class,
        () ->
            FeatureDefinition.read(
                Sample.bytes(Sample.definition(Sample.SOURCES, Sample.feature("1"))),
                List.of(operator)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            FeatureDefinition.read(
                Sample.bytes(Sample.definition(Sample.SOURCES, Sample.feature("1"))),
                List.of(new GreatCircle(), new GreatCircle())));
  }

  /** One text of the state is limited; what an operator learns is cut into several. */
  @Test
  void itMayLearnMoreThanOneTextOfTheStateHolds() throws IOException {
    String learned = "\ud83d\ude00x".repeat(100_000);
    Operator operator = new Other("big", 1, new GreatCircle(), learned);
    String feature =
        "{\"name\": \"d\", \"value\": [\"x\", \"y\", \"z\", \"1\"], \"encode\": {\"big@1\": {}}}";
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(Sample.definition(Sample.SOURCES, feature)), List.of(operator));

    new Fitting(definition).finish().write(directory);

    assertEquals(1, FeatureSet.read(directory, List.of(operator)).columns().size());
  }

  @Test
  void aPersonalTextIsNotLearnedByIt() {
    String sources =
        "{\"k\": {\"path\": \"$.items[*].k\", \"type\": \"text\", \"personal\": true}}";

    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () ->
                FeatureDefinition.read(
                    Sample.bytes(Sample.definition(sources, RARITY)), OPERATORS));

    assertTrue(e.problems().get(0).contains("would learn single values"), e.getMessage());
  }

  /** The same operator under another name; it may learn a fixed text. */
  private record Other(String id, int version, Operator operator, String learned)
      implements Operator, Operator.Recipe, Operator.Learner {
    Other(String id, int version, Operator operator) {
      this(id, version, operator, "");
    }

    @Override
    public List<Input> inputs() {
      return operator.inputs();
    }

    @Override
    public Operator.Recipe recipe(Map<String, String> options) {
      return learned.isEmpty() ? operator.recipe(options) : this;
    }

    @Override
    public Optional<Operator.Learner> learner() {
      return Optional.of(this);
    }

    @Override
    public Operator.Transform transform(String text) {
      if (!text.equals(learned)) {
        throw new IllegalArgumentException("expected what it learned");
      }
      return operator.recipe(Map.of()).transform("");
    }

    @Override
    public void observe(Operator.Values values) {}

    @Override
    public void merge(Operator.Learner other) {}

    @Override
    public String finish() {
      return learned;
    }
  }
}
