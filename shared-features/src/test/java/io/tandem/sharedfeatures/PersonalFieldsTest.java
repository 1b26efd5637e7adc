package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No single value of a personal field leaves the process, whatever the definition asks for. */
class PersonalFieldsTest {
  private static final String TWICE =
      """
      {"mail": {"path": "$.mail", "type": "text", "personal": true},
       "address": {"path": "$.mail", "type": "text"}}
      """;

  @Test
  void aFieldIsPersonalWhicheverSourceSaysSo() {
    assertEquals(
        List.of(
            "$.features[0].encode: would learn the values of the personal source address; list the"
                + " values, or encode with hash"),
        problems(TWICE, Sample.feature("lower(address)", "{\"one-hot\": {}}")));
  }

  @Test
  void anotherSourceOfAPersonalFieldIsMaskedInExplanations() {
    FeatureSet features = Sample.unfitted(TWICE, Sample.feature("length(address)"));

    Explanation explanation =
        (Explanation) features.explain(Sample.bytes("{\"mail\": \"mara@example.org\"}"));

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
    Fitting fitting = new Fitting(definition);
    byte[] record = Sample.record(order);

    assertEquals(Optional.empty(), fitting.observe(record, 0, record.length));
    FeatureSet features = fitting.finish();

    assertEquals(kept, new String(features.goldenOrders().get(0), StandardCharsets.UTF_8));
    features.verifyGolden();
  }

  @Test
  void anOrderThatIsNoObjectIsNotKept() {
    Json order = Json.read("order", Sample.bytes("\"Mara\""));

    assertEquals("null", GoldenOrder.reduce(order, List.of()));
    assertEquals("null", GoldenOrder.reduce(order, Sample.read(Sample.feature("x")).sources()));
  }

  private static List<String> problems(String sources, String features) {
    return assertThrows(DefinitionException.class, () -> Sample.read(sources, features)).problems();
  }
}
