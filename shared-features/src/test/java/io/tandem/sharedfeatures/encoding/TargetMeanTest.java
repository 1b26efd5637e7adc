package io.tandem.sharedfeatures.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Limits;
import io.tandem.sharedfeatures.text.Murmur3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rate of a text, computed by hand, for orders and out of fold for training records. */
class TargetMeanTest {
  private static final String FEATURE =
      "{\"name\": \"f\", \"value\": [\"s\", \"t\"], \"encode\": {\"target-mean\": %s}}";
  private static final String TWO_FOLDS = "{\"folds\": 2, \"smoothing\": 1}";

  /** Texts whose hash is even, and so in fold 0 of two; the other one is in fold 1. */
  private static final String EVEN = id(0);

  private static final String ODD = id(1);

  @TempDir Path directory;

  private static String id(int fold) {
    int i = 0;
    while (Integer.remainderUnsigned(Murmur3.hash(Sample.bytes("id" + i), 0), 2) != fold) {
      i++;
    }
    return "id" + i;
  }

  private static byte[] record(String text, String id, int label) {
    return Sample.bytes(
        "{\"order\": {\"s\": %s, \"t\": %s}, \"label\": %d}".formatted(text, id, label));
  }

  /** a: 1 of 2 in fold 0, 1 of 1 in fold 1; b: 0 of 1 in fold 1; in all 3 of 5. */
  private static FeatureSet fitted(String options) {
    Fitter fitter = new Fitter(Sample.read(FEATURE.formatted(options)));
    for (byte[] record :
        List.of(
            record("\"a\"", "\"" + EVEN + "\"", 1),
            record("\"a\"", "null", 0),
            record("\"a\"", "\"" + ODD + "\"", 1),
            record("\"b\"", "\"" + ODD + "\"", 0),
            record("null", "\"" + EVEN + "\"", 1))) {
      fitter.observe(record, 0, record.length);
    }
    return fitter.finish();
  }

  @Test
  void anOrderIsGivenTheRateOfAllRecordsPulledTowardsTheMean() {
    FeatureSet features = fitted(TWO_FOLDS);

    assertEquals((2 + 0.6f) / 4, Sample.vector(features, "{\"s\": \"a\"}")[0]);
    assertEquals(0.6f / 2, Sample.vector(features, "{\"s\": \"b\"}")[0]);
    assertEquals(0.6f, Sample.vector(features, "{\"s\": \"unseen\"}")[0]);
    assertEquals(Float.NaN, Sample.vector(features, "{}")[0]);
  }

  /** Fold 0 has 2 of 3 over all, fold 1 has 1 of 2. */
  @ParameterizedTest
  @CsvSource({
    "a, even, 0.75", // fold 1: a 1 of 1, all 1 of 2
    "a, odd, 0.5555556", // fold 0: a 1 of 2, all 2 of 3
    "b, odd, 0.6666667", // fold 0: b 0 of 0
    "b, even, 0.25", // fold 1: b 0 of 1
    "unseen, odd, 0.6666667",
    "unseen, even, 0.5",
  })
  void aTrainingRecordIsGivenTheRateOfTheOtherFolds(String text, String id, float rate) {
    Extraction extraction =
        fitted(TWO_FOLDS)
            .records()
            .extract(record("\"" + text + "\"", "\"" + (id.equals("even") ? EVEN : ODD) + "\"", 1));

    assertEquals(rate, ((Extraction.Vector) extraction).values()[1]);
  }

  @Test
  void aRecordsOwnLabelIsNotInItsColumn() {
    FeatureSet features = fitted(TWO_FOLDS);

    float one = first(features, record("\"a\"", "\"" + EVEN + "\"", 1));
    float other = first(features, record("\"a\"", "\"" + EVEN + "\"", 0));

    assertEquals(one, other);
  }

  @Test
  void withoutSmoothingAnUnknownTextHasTheMean() {
    assertEquals(0.6f, Sample.vector(fitted("{\"smoothing\": 0}"), "{\"s\": \"unseen\"}")[0]);
    assertEquals(2 / 3f, Sample.vector(fitted("{\"smoothing\": 0}"), "{\"s\": \"a\"}")[0]);
    assertEquals(0.6f, Sample.vector(fitted("{\"top\": 1}"), "{\"s\": \"b\"}")[0]);
  }

  @Test
  void nothingLearnedIsARateOfZero() {
    FeatureSet features = Sample.fitted(FEATURE.formatted("{}"));

    assertEquals(0, Sample.vector(features, "{\"s\": \"a\"}")[0]);
  }

  /** Names of JSON fields are limited to fewer characters than texts are. */
  @Test
  void aLongTextIsLearnedAndReadBack() throws IOException {
    Fitter fitter = new Fitter(Sample.read(FEATURE.formatted("{}")));
    String text = "x".repeat(Limits.TEXT);
    for (String id : List.of("\"1\"", "\"2\"", "\"3\"", "\"4\"")) {
      byte[] record = record("\"" + text + "\"", id, 1);
      fitter.observe(record, 0, record.length);
    }

    fitter.finish().write(directory);

    assertEquals(1, Sample.vector(FeatureSet.read(directory), "{\"s\": \"" + text + "\"}")[0]);
  }

  @Test
  void aRecordWhoseLabelIsNoClassIsNotUsed() {
    Fitter fitter = new Fitter(Sample.read(FEATURE.formatted("{}")));
    byte[] record = record("\"a\"", "\"1\"", 7);

    assertEquals(
        "$.label expected 0 or 1, or false or true, as feature f learns from it",
        fitter.observe(record, 0, record.length).orElseThrow().toString());
    assertEquals(0, fitter.records());
  }

  @Test
  void recordsThatAreAllInOneFoldStopFitting() {
    Fitter fitter = new Fitter(Sample.read(FEATURE.formatted(TWO_FOLDS)));
    for (byte[] record : List.of(record("\"a\"", "null", 1), record("\"b\"", "null", 0))) {
      fitter.observe(record, 0, record.length);
    }

    DefinitionException e = assertThrows(DefinitionException.class, fitter::finish);

    assertEquals(
        List.of(
            "feature f: target-mean has all records in one fold; its second value must be there and"
                + " differ from record to record"),
        e.problems());
  }

  private static float first(FeatureSet features, byte[] record) {
    return ((Extraction.Vector) features.records().extract(record)).values()[1];
  }
}
