package io.tandem.sharedfeatures.fuzz;

import io.tandem.sharedfeatures.oracle.OracleComparison;
import java.util.List;

/**
 * Jazzer's target for the reader of orders: any bytes give a vector or a rejection, the one that
 * the slow oracle gives.
 */
public final class OrderFuzz {
  private static final List<OracleComparison> COMPARISONS =
      List.of(
          OracleComparison.ofDeferredPayment(),
          OracleComparison.ofLenientDeferredPayment(),
          OracleComparison.ofEveryFunction(),
          OracleComparison.ofNewestEveryFunctionFromText(),
          OracleComparison.ofLenientDeferredPaymentFromText());

  private OrderFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    for (OracleComparison comparison : COMPARISONS) {
      comparison.compare(bytes);
    }
  }
}
