package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

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

  private static List<String> problems(String sources, String features) {
    return assertThrows(DefinitionException.class, () -> Sample.read(sources, features)).problems();
  }
}
