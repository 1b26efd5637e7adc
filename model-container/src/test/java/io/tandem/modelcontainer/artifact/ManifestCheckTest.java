package io.tandem.modelcontainer.artifact;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.reasons.Reasons;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contributions held against the margins of golden rows. */
final class ManifestCheckTest {
  private static final float[] ROW = {1, Float.NaN};

  @Test
  void contributionsThatAddUpToEachMarginPass() {
    ManifestCheck check = check(0, 0.75f, -3);

    assertDoesNotThrow(() -> check.check(explainer(0.25, -0.5, 1, -1, -1, -1)));
  }

  @ParameterizedTest
  @CsvSource({"0, 1.000009, true", "0, 1.00002, false", "1e-4, 1.00009, true"})
  void theyMayBeAsFarApartAsTheToleranceSays(double tolerance, double bias, boolean near) {
    ManifestCheck check = check(tolerance, 0.75f);

    if (near) {
      assertDoesNotThrow(() -> check.check(explainer(0.25, -0.5, bias)));
    } else {
      assertThrows(ContainerException.class, () -> check.check(explainer(0.25, -0.5, bias)));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.9, Double.NaN, Double.POSITIVE_INFINITY})
  void thoseThatDoNotAreOneLine(double last) {
    ManifestCheck check = check(0, 0.75f, -3);

    ContainerException fault =
        assertThrows(
            ContainerException.class, () -> check.check(explainer(0.25, -0.5, 1, -1, -1, last)));

    assertEquals(
        "golden row 1 of manifest.json, margin 2: its contributions add up to %s, expected -3.0 within 1.0E-5 of the largest of them; serve the model without contributions"
            .formatted(-2 + last),
        fault.getMessage());
  }

  private static ManifestCheck check(double tolerance, float... margins) {
    return new ManifestCheck(
        new Manifest(
            "",
            "",
            2,
            List.of(),
            List.of(),
            Reasons.NONE,
            Fingerprints.UNKNOWN,
            tolerance,
            List.of(new Manifest.GoldenRow(ROW, margins))));
  }

  /** One that says the same of any row. */
  private static Explainer explainer(double... contributions) {
    return new Explainer() {
      @Override
      public int outputs() {
        return contributions.length / (ROW.length + 1);
      }

      @Override
      public double[] contributions(RowMatrix rows) {
        return contributions;
      }

      @Override
      public MemoryUse memory() {
        return MemoryUse.NONE;
      }
    };
  }
}
