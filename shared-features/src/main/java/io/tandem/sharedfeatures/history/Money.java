package io.tandem.sharedfeatures.history;

import java.math.BigDecimal;

/**
 * Amounts as whole numbers of ten-thousandths, so that a sum is exact and no order of its parts
 * shows in it.
 */
final class Money {
  private static final int PLACES = 4;
  private static final double PER_UNIT = 10_000;

  /** In major units; sums of 900 000 such amounts fit a {@code long}. */
  private static final double MOST = 1e9;

  static final String EXPECTED = "an amount from 0 to 1000000000 with at most four decimals";

  /** No amount. */
  static final long NONE = -1;

  private Money() {}

  /** {@link #NONE} when it is not {@link #EXPECTED}. */
  static long of(double amount) {
    if (!(amount >= 0 && amount <= MOST)) {
      return NONE;
    }
    long units = Math.round(amount * PER_UNIT);
    // Exactly the double that reads the decimal with these digits.
    return units / PER_UNIT == amount ? units : NONE;
  }

  /** Without trailing zeros. */
  static String text(long units) {
    return units % 10_000 == 0
        ? Long.toString(units / 10_000)
        : BigDecimal.valueOf(units, PLACES).stripTrailingZeros().toPlainString();
  }
}
