package io.tandem.sharedfeatures.fuzz;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.expression.Tokens;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.oracle.EveryFunction;
import io.tandem.sharedfeatures.oracle.OracleComparison;
import io.tandem.sharedfeatures.oracle.RandomOrders;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Jazzer's target for the expression language: any text is an expression or refused, and gives what
 * the slow oracle gives for a few orders.
 */
public final class ExpressionFuzz {
  private static final int ORDERS = 4;

  private ExpressionFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (String encode : List.of("", ", \"encode\": {\"hash\": {\"buckets\": 2}}")) {
      FeatureSet features;
      try {
        features = new Fitter(FeatureDefinition.read(definition(text, encode))).finish();
      } catch (DefinitionException e) {
        continue;
      }
      // The oracle's patterns are java.util.regex's, which are others and take their time.
      if (Tokens.names(text).contains("matches")) {
        features.orders().extract(EveryFunction.ORDER);
      } else {
        compare(new OracleComparison(features));
      }
    }
  }

  private static void compare(OracleComparison comparison) {
    RandomOrders orders = new RandomOrders(comparison.sources(), List.of());
    Random random = new Random(11);
    for (int i = 0; i < ORDERS; i++) {
      comparison.compare(orders.next(random));
    }
    comparison.compare(EveryFunction.ORDER);
  }

  private static byte[] definition(String value, String encode) {
    String feature =
        "{\"name\": \"f\", \"value\": %s%s}".formatted(Json.text(value).compact(), encode);
    return Sample.bytes(Sample.withSections("\"tables\": " + Sample.TABLES, feature));
  }
}
