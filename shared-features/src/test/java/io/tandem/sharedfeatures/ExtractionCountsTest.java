package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.ExtractionCounts.Count;
import io.tandem.sharedfeatures.ExtractionCounts.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractionCountsTest {
  private static final FeatureSet FEATURES =
      Sample.unfitted(
          "{\"a\": {\"path\": \"$.a\", \"type\": \"number\"}, \"b\": {\"path\": \"$.b\", \"type\": \"number\"}}",
          "{\"name\": \"f\", \"value\": \"a + b\"}");

  @Test
  void theSumHasTheOrderOfTheDefinitionWhicheverPartComesFirst() {
    ExtractionCounts withoutA = counts("{\"b\": 1}");
    ExtractionCounts withoutB = counts("{\"a\": 1}");
    ExtractionCounts withoutAny = counts("{}");
    List<Count> expected =
        List.of(new Count("a", Reason.MISSING, 2), new Count("b", Reason.MISSING, 2));

    assertEquals(expected, ExtractionCounts.sum(List.of(withoutA, withoutB, withoutAny)));
    assertEquals(expected, ExtractionCounts.sum(List.of(withoutB, withoutAny, withoutA)));
    assertEquals(List.of(), ExtractionCounts.sum(List.of()));
  }

  private static ExtractionCounts counts(String order) {
    Extractor extractor = FEATURES.orders();
    extractor.extract(Sample.bytes(order));
    return extractor.counts();
  }
}
