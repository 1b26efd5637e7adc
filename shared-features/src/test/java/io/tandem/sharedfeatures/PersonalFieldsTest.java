package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.custom.CustomEncoding;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.explanation.Explainer;
import io.tandem.sharedfeatures.explanation.Explanation;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No single value of a personal field leaves the process, whatever the definition asks for. */
class PersonalFieldsTest {
  private static final String TWICE =
      """
      {"mail": {"path": "$.mail", "type": "text", "personal": true},
       "address": {"path": "$.mail", "type": "text"}}
      """;

  private static final String PAY =
      "{\"pay\": {\"path\": \"$.pay\", \"type\": \"number\", \"personal\": true}}";

  @Test
  void aFieldIsPersonalWhicheverSourceSaysSo() {
    assertEquals(
        List.of(
            "$.features[0].encode: would learn single values computed from the personal source"
                + " address; list the values, or encode with hash"),
        problems(TWICE, Sample.feature("lower(address)", "{\"one-hot\": {}}")));
  }

  @Test
  void anotherSourceOfAPersonalFieldIsMaskedInExplanations() {
    FeatureSet features = Sample.unfitted(TWICE, Sample.feature("length(address)"));

    Explanation explanation =
        (Explanation)
            Explainer.ofOrders(features).explain(Sample.bytes("{\"mail\": \"mara@example.org\"}"));

    assertFalse(explanation.toJson().contains("mara"), explanation.toJson());
  }

  @Test
  void noSourceReadsAPartOfAnotherOnesValue() {
    String sources =
        """
        {"names": {"path": "$.names", "type": "text", "personal": true},
         "name": {"path": "$.names[*]", "type": "text"}}
        """;

    assertEquals(
        List.of("$.sources.name.path: lies inside the value of names"),
        problems(sources, Sample.feature("1")));
  }

  /** What no source reads is of no use to a golden order, and may be anybody's name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"customer": "Mara"}                   | {"customer":null}
          {"customer": ["Mara", {"id": "Mara"}]} | {"customer":[]}
          {"customer": {"id": 4711}}             | {"customer":{"id":null}}
          {"customer": {"id": "c1"}}             | {"customer":{"id":"c1"}}
          {"customer": {"id": ["Mara"]}}         | {"customer":{"id":[]}}
          {"lines": "Mara"}                      | {"lines":null}
          {"lines": {"[*]": {"n": 4711}}}        | {"lines":{}}
          {"lines": ["Mara", 4711, {"n": 1}]}    | {"lines":[null,null,{"n":1}]}
          {"lines": [{"n": "Mara"}, {"n": 4711}]}| {"lines":[{"n":null},{"n":null}]}
          {"born": "Mara"}                       | {"born":null}
          {"zone": "Mara"}                       | {"zone":null}
          {"mail": 4711, "Mara": "Mara"}         | {"mail":null}
          {"mail": "Mara.4711@x.de"}             | {"mail":"Aaaa.0000@a.aa"}
          {"mail": {"Mara": 1}}                  | {"mail":{}}
          """)
  void aGoldenOrderHoldsOnlyWhatIsRead(String order, String kept) {
    FeatureDefinition definition =
        Sample.read(
            """
            {"id": {"path": "$.customer.id", "type": "text", "wrong_type": "missing"},
             "n": {"path": "$.lines[*].n", "type": "integer", "range": [0, 99],
                   "wrong_type": "missing", "out_of_range": "missing"},
             "born": {"path": "$.born", "type": "date", "wrong_type": "missing"},
             "zone": {"path": "$.zone", "type": "zone"},
             "mail": {"path": "$.mail", "type": "text", "personal": true, "wrong_type": "missing"}}
            """,
            Sample.feature("1"));
    Fitter fitter = new Fitter(definition);
    byte[] record = Sample.record(order);

    assertEquals(Optional.empty(), fitter.observe(record, 0, record.length));
    FeatureSet features = fitter.finish();

    assertEquals(kept, new String(features.goldenOrders().get(0), StandardCharsets.UTF_8));
    features.verifyGolden();
  }

  @Test
  void anOrderThatIsNoObjectIsNotKept() {
    Json order = LimitedJson.read("order", Sample.bytes("\"Mara\""));

    assertEquals("null", GoldenOrder.reduce(order, List.of()));
    assertEquals("null", GoldenOrder.reduce(order, Sample.read(Sample.feature("x")).sources()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"min-max\": {}}",
        "{\"robust-scale\": {}}",
        "{\"winsorize\": {}}",
        "{\"quantile-bin\": {}}",
        "{\"impute\": {\"with\": \"median\"}}",
        "{\"impute\": {\"with\": \"mode\"}}"
      })
  void noSingleNumberOfAPersonalFieldIsLearned(String encoding) {
    assertEquals(
        List.of(
            "$.features[0].encode: would learn single values computed from the personal source pay;"
                + " use standardize, impute with the mean, or bucketize with edges of your own"),
        problems(PAY, Sample.feature("pay / 12", encoding)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"standardize\": {}}",
        "{\"impute\": {}}",
        "{\"bucketize\": {\"edges\": [1000, 2000]}}"
      })
  void countsAndMeansOfAPersonalFieldAreLearned(String encoding) {
    assertEquals(1, Sample.read(PAY, Sample.feature("pay / 12", encoding)).features().size());
  }

  @Test
  void anOperatorOfOnesOwnLearnsNoPersonalNumbers() {
    String definition =
        Sample.definition(
            "{\"v\": {\"path\": \"$.items[*].v\", \"type\": \"number\", \"personal\": true}}",
            Sample.feature("v", "{\"acme-largest@1\": {}}"));

    DefinitionException e =
        assertThrows(
            DefinitionException.class,
            () -> FeatureDefinition.read(Sample.bytes(definition), List.of(new Largest())));

    assertEquals(1, e.problems().size());
    assertTrue(e.problems().get(0).contains("the personal source v;"), e.getMessage());
  }

  /** Deciles are numbers of single people, so of personal ones they are rounded. */
  @Test
  void theProfileOfPersonalNumbersHasRoundedBounds() {
    Fitter fitter = new Fitter(Sample.read(PAY, Sample.feature("pay")));
    for (int i = 0; i < 1_000; i++) {
      byte[] record = Sample.record("{\"pay\": " + (41_001 + 202 * i) + "}");
      fitter.observe(record, 0, record.length);
    }

    String profile = fitter.finish().trainingProfile().get(0).toString();

    assertTrue(profile.contains("label=>= 60928, < 80896, count="), profile);
  }

  private static List<String> problems(String sources, String features) {
    return assertThrows(DefinitionException.class, () -> Sample.read(sources, features)).problems();
  }

  /** Learns the largest number of an array. */
  private static final class Largest implements CustomEncoding, CustomEncoding.Recipe {
    @Override
    public String id() {
      return "acme-largest";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<Input> inputs() {
      return List.of(new Input(InputType.NUMBER, true));
    }

    @Override
    public Recipe recipe(Map<String, String> options) {
      return this;
    }

    @Override
    public Optional<Learner> learner() {
      return Optional.of(
          new Learner() {
            @Override
            public void observe(Values values) {}

            @Override
            public void merge(Learner other) {}

            @Override
            public String finish() {
              return "";
            }
          });
    }

    @Override
    public Transform transform(String learned) {
      throw new IllegalArgumentException("never asked for");
    }
  }
}
