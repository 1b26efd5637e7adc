package io.tandem.sharedfeatures.fuzz;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import java.nio.charset.StandardCharsets;

/**
 * Jazzer's target for the reader of definitions: any bytes give a definition or a {@link
 * DefinitionException}. A definition also fits, makes its columns, and any order gives a vector or
 * a rejection.
 */
public final class DefinitionFuzz {
  private static final byte[] ORDER =
      Sample.bytes(
          """
          {"x": 1.5, "s": "Mara/ 1", "from": "2026-03-14T23:41:07+01:00", "zone": "Europe/Berlin",
           "items": [{"v": 2, "k": "a@b.co.uk"}, {"v": -1e300}, {"k": "b", "b": true}],
           "event": {"time": "2026-03-14T23:41:07Z"}, "order": {"amount": 12.5}}
          """);

  private static final byte[] RECORD =
      Sample.bytes(
          "{\"order\": " + new String(ORDER, StandardCharsets.UTF_8) + ", \"label\": true}");

  private DefinitionFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      FeatureDefinition definition = FeatureDefinition.read(bytes);
      Fitter fitter = new Fitter(definition);
      fitter.observe(RECORD, 0, RECORD.length);
      FeatureSet features = new Fitter(definition).finish();
      if (features.columns().isEmpty() != definition.features().isEmpty()) {
        throw new AssertionError("features without columns, or columns without features");
      }
      features.orders().extract(ORDER);
      verify(fitter.finish());
    } catch (DefinitionException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem", e);
      }
    }
  }

  private static void verify(FeatureSet fitted) {
    try {
      fitted.verifyGolden();
    } catch (DefinitionException e) {
      throw new AssertionError("golden orders that were just made do not hold", e);
    }
  }
}
