package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VectorTextTest {
  @Test
  void aLineOfCsvHasAnEmptyFieldForMissing() {
    assertEquals("1.5,,0\n", csv(1.5f, Float.NaN, -0.0f));
    assertEquals(",\n", csv(Float.NaN, Float.NaN));
    assertEquals("-1.1754944E-38,-16777215\n", csv(-1.1754944e-38f, -16_777_215f));
  }

  @Test
  void fieldsHaveWhateverStandsForMissing() {
    byte[] missing = Sample.bytes("null");
    byte[] out = new byte[VectorText.maxBytes(2, missing)];

    int end = VectorText.fields(new float[] {Float.NaN, 2}, missing, out, 0);

    assertEquals("null,2", new String(out, 0, end, StandardCharsets.US_ASCII));
  }

  @Test
  void theHeadOfTrainingVectorsStatesTheFingerprints() {
    FeatureSet features = Sample.unfitted(Sample.SOURCES, Sample.feature("x"));

    assertEquals(
        "#tandem schema=%s semantics=%s\n"
            .formatted(features.schemaFingerprint(), features.semanticsFingerprint()),
        new String(VectorText.trainingHead(features), StandardCharsets.US_ASCII));
  }

  private static String csv(float... vector) {
    byte[] out = new byte[1 + VectorText.maxCsvBytes(vector.length)];
    int end = VectorText.csv(vector, out, 1);
    return new String(out, 1, end - 1, StandardCharsets.US_ASCII);
  }
}
