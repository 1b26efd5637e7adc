package io.tandem.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumberFormatsTest {
  @Test
  void negativeNumbersHaveAMinusSign() {
    assertEquals("−0.2500", NumberFormats.number(-0.25));
    assertEquals("−12.5\u00a0%", NumberFormats.percent(-0.125));
    assertEquals("−0.2500 to 1.0000", NumberFormats.numberRange(-0.25, 1));
    assertEquals("−1,000\u00a0EUR", NumberFormats.amount(-1000, "EUR"));
  }

  @Test
  void zeroHasNoSign() {
    assertEquals("0.0000", NumberFormats.number(-0.00001));
    assertEquals("0.0\u00a0%", NumberFormats.percent(-0.0));
    assertEquals("0.00", NumberFormats.amount(-0.0, ""));
    assertEquals("0.0000", NumberFormats.signed("%.4f", -0.00001));
  }

  @ParameterizedTest
  @CsvSource({"1.5, +1.50 EUR", "-1.5, −1.50 EUR", "99.994, +99.99 EUR", "12345.6, '+12,346 EUR'"})
  void centsAreWrittenBelowAHundred(double amount, String written) {
    assertEquals(
        written.replace(" ", NumberFormats.NO_BREAK), NumberFormats.signedAmount(amount, "EUR"));
  }

  @ParameterizedTest
  @CsvSource({"0.00009, < 0.0001, < 0.0001", "0.0001, 0.0001, = 0.0001", "0.25, 0.2500, = 0.2500"})
  void smallPValuesAreNotWrittenAsZero(double pValue, String alone, String afterP) {
    assertEquals(alone, NumberFormats.pValue(pValue));
    assertEquals(afterP, NumberFormats.isPValue(pValue));
  }
}
