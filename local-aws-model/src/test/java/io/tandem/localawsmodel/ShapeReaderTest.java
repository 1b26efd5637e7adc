package io.tandem.localawsmodel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.strictjson.Json;
import io.tandem.strictjson.JsonLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model with more than is checked does not load. */
class ShapeReaderTest {
  private static byte[] model(String shapes) {
    return ("{'operations':{'Get':{'input':{'shape':'In'}}},'shapes':{" + shapes + "}}")
        .replace('\'', '"')
        .getBytes(UTF_8);
  }

  private static String in(String shape, String others) {
    return "'In':{'type':'structure','members':{'A':{'shape':'" + shape + "'}}}" + others;
  }

  @Test
  void whatItKnowsLoads() {
    ServiceModel model = ServiceModel.read(model(in("B", ",'B':{'type':'string','max':1}")));
    Json request = Json.read("{\"A\":\"bb\"}".getBytes(UTF_8), JsonLimits.ofBytes(100));

    assertEquals(
        List.of(
            "Value 'bb' at 'a' failed to satisfy constraint: Member must have length less than or"
                + " equal to 1"),
        model.requestProblems("Get", (Json.Obj) request));
    assertEquals(0, model.errors("Get").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "B | ,'B':{'type':'structure','members':{'C':{'shape':'In'}}} | In holds itself",
        "B | ,'B':{'type':'structure','members':{},'union':true} | B has traits that are not checked",
        "B | ,'B':{'type':'blob'} | B has a type that is not checked",
        "B | ,'B':{'type':'structure','members':{},'required':['C']} | B requires members",
        "B | ,'B':{'type':'string','max':1.5} | expected a whole number",
        "B | ,'B':{'type':'map','key':{'shape':'L'},'value':{'shape':'K'}},'K':{'type':'string'},'L':{'type':'list','member':{'shape':'K'}} | B is a map with keys that are no scalars",
        "B | ,'C':{'type':'string'} | B: expected an object",
      })
  void whatItDoesNotKnowIsRefused(String shape, String others, String fault) {
    byte[] model = model(in(shape, others));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ServiceModel.read(model));

    assertEquals(true, String.valueOf(refused.getMessage()).contains(fault), refused.getMessage());
  }
}
