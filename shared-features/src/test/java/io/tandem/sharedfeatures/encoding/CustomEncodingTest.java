package io.tandem.sharedfeatures.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.custom.CustomEncodingException;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
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
class CustomEncodingTest {
  private static final String DISTANCE =
      "{\"name\": \"d\", \"value\": [\"x\", \"y\", \"z\", \"0\"], \"encode\": {\"acme-distance@1\":"
          + " %s}}";
  private static final String RARITY =
      "{\"name\": \"r\", \"value\": \"k\", \"encode\": {\"acme-length-rarity@2\": {}}}";
  private static final List<CustomEncoding> CUSTOM = List.of(new GreatCircle(), new LengthRarity());

  @TempDir Path directory;

  private static FeatureDefinition read(String features) {
    return FeatureDefinition.read(
        Sample.bytes(Sample.definition(Sample.SOURCES, features)), CUSTOM);
  }

  private static FeatureSet fitted(String features, String... orders) {
    Fitter fitter = new Fitter(read(features));
    for (String order : orders) {
      byte[] record = Sample.record(order);
      fitter.observe(record, 0, record.length);
    }
    return fitter.finish();
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

    FeatureSet read = FeatureSet.read(directory, CUSTOM);

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

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void oneThatThrowsIsNamedAndTheOrderIsNot(boolean learning) {
    Throwing custom = new Throwing(learning);
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(
                Sample.definition(
                    Sample.SOURCES,
                    "{\"name\": \"f\", \"value\": \"s\", \"encode\": {\"acme-strict@3\": {}}}")),
            List.of(custom));
    Fitter fitter = new Fitter(definition);
    byte[] record = Sample.record("{\"s\": \"secret\"}");
    byte[] order = Sample.bytes("{\"s\": \"secret\"}");

    CustomEncodingException e =
        assertThrows(
            CustomEncodingException.class,
            () -> {
              fitter.observe(record, 0, record.length);
              fitter.finish().orders().extract(order);
            });

    assertEquals(
        "feature f: the encoding acme-strict@3 threw java.lang.IllegalStateException; it must bear"
            + " any values",
        e.getMessage());
  }

  /** Throws what it was given. */
  private record Throwing(boolean learning)
      implements CustomEncoding,
          CustomEncoding.Recipe,
          CustomEncoding.Learner,
          CustomEncoding.Transform {
    @Override
    public String id() {
      return "acme-strict";
    }

    @Override
    public int version() {
      return 3;
    }

    @Override
    public List<Input> inputs() {
      return List.of(new Input(InputType.TEXT, false));
    }

    @Override
    public Recipe recipe(Map<String, String> options) {
      return this;
    }

    @Override
    public Optional<CustomEncoding.Learner> learner() {
      return learning ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Transform transform(String learned) {
      return this;
    }

    @Override
    public void observe(CustomEncoding.Values values) {
      throw new IllegalStateException(values.text(0));
    }

    @Override
    public void merge(CustomEncoding.Learner other) {}

    @Override
    public String finish() {
      return "";
    }

    @Override
    public List<String> suffixes() {
      return List.of("");
    }

    @Override
    public void apply(CustomEncoding.Values values, double[] columns) {
      throw new IllegalStateException(values.text(0));
    }
  }

  @Test
  void itsVersionIsPartOfTheFingerprint() {
    FeatureSet first = fitted(DISTANCE.formatted("{}"));
    GreatCircle custom = new GreatCircle();
    String second = DISTANCE.formatted("{}").replace("@1", "@2");
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(Sample.definition(Sample.SOURCES, second)),
            List.of(new Other(custom.id(), 2, custom)));

    assertNotEquals(
        first.semanticsFingerprint(), new Fitter(definition).finish().semanticsFingerprint());
    assertEquals(first.schemaFingerprint(), new Fitter(definition).finish().schemaFingerprint());
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
    CustomEncoding custom = new Other(id, version, new GreatCircle());

    assertThrows(
        IllegalArgumentException.class,
        () ->
            FeatureDefinition.read(
                Sample.bytes(Sample.definition(Sample.SOURCES, Sample.feature("1"))),
                List.of(custom)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            FeatureDefinition.read(
                Sample.bytes(Sample.definition(Sample.SOURCES, Sample.feature("1"))),
                List.of(new GreatCircle(), new GreatCircle())));
  }

  /** One text of the state is limited; what an encoding learns is cut into several. */
  @Test
  void itMayLearnMoreThanOneTextOfTheStateHolds() throws IOException {
    String learned = "\ud83d\ude00x".repeat(100_000);
    CustomEncoding custom = new Other("big", 1, new GreatCircle(), learned);
    String feature =
        "{\"name\": \"d\", \"value\": [\"x\", \"y\", \"z\", \"1\"], \"encode\": {\"big@1\": {}}}";
    FeatureDefinition definition =
        FeatureDefinition.read(
            Sample.bytes(Sample.definition(Sample.SOURCES, feature)), List.of(custom));

    new Fitter(definition).finish().write(directory);

    assertEquals(1, FeatureSet.read(directory, List.of(custom)).columns().size());
  }

  @Test
  void aPersonalTextIsNotLearnedByIt() {
    String sources =
        "{\"k\": {\"path\": \"$.items[*].k\", \"type\": \"text\", \"personal\": true}}";

    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () -> FeatureDefinition.read(Sample.bytes(Sample.definition(sources, RARITY)), CUSTOM));

    assertTrue(e.problems().get(0).contains("would learn single values"), e.getMessage());
  }

  /** The same encoding under another name; it may learn a fixed text. */
  private record Other(String id, int version, CustomEncoding custom, String learned)
      implements CustomEncoding, CustomEncoding.Recipe, CustomEncoding.Learner {
    Other(String id, int version, CustomEncoding custom) {
      this(id, version, custom, "");
    }

    @Override
    public List<Input> inputs() {
      return custom.inputs();
    }

    @Override
    public CustomEncoding.Recipe recipe(Map<String, String> options) {
      return learned.isEmpty() ? custom.recipe(options) : this;
    }

    @Override
    public Optional<CustomEncoding.Learner> learner() {
      return Optional.of(this);
    }

    @Override
    public CustomEncoding.Transform transform(String text) {
      if (!text.equals(learned)) {
        throw new IllegalArgumentException("expected what it learned");
      }
      return custom.recipe(Map.of()).transform("");
    }

    @Override
    public void observe(CustomEncoding.Values values) {}

    @Override
    public void merge(CustomEncoding.Learner other) {}

    @Override
    public String finish() {
      return learned;
    }
  }
}
