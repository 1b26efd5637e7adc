package io.tandem.report;

import java.util.Locale;

/** Numbers as reports write them, whatever the locale. */
public final class NumberFormats {
  /** In place of a number that is not defined. */
  public static final String NONE = "–";

  /** A space at which no line ends. */
  public static final String NO_BREAK = "\u00a0";

  private NumberFormats() {}

  public static String count(long number) {
    return format("%,d", number);
  }

  /** A share in per cent. */
  public static String percent(double share) {
    return minus(format("%.1f" + NO_BREAK + "%%", 100 * share + 0.0));
  }

  /** Two shares in per cent, without the sign %. */
  public static String percentRange(double low, double high) {
    return format("%.1f to %.1f", 100 * low, 100 * high);
  }

  /** To four places. */
  public static String number(double number) {
    String text = format("%.4f", number);
    return text.equals("-0.0000") ? "0.0000" : minus(text);
  }

  /** To four places. */
  public static String numberRange(double low, double high) {
    return minus(format("%.4f to %.4f", low, high));
  }

  /**
   * @param currency empty when it is not known
   */
  public static String amount(double amount, String currency) {
    return minus(format(amountForm(amount), amount + 0.0)) + unit(currency);
  }

  /** With its sign. */
  public static String signedAmount(double amount, String currency) {
    return signed(amountForm(amount), amount) + unit(currency);
  }

  private static String unit(String currency) {
    return currency.isEmpty() ? "" : NO_BREAK + currency;
  }

  /** For {@link #signed}; cents of hundreds are of no interest. */
  public static String amountForm(double amount) {
    return Math.abs(amount) < 100 ? "%,.2f" : "%,.0f";
  }

  /**
   * With its sign; zero has none.
   *
   * @param form as {@link String#format} takes it
   */
  public static String signed(String form, double number) {
    String text = format(form, Math.abs(number));
    boolean zero = text.chars().allMatch(letter -> "0.,".indexOf(letter) >= 0);
    return zero ? text : (number < 0 ? "−" : "+") + text;
  }

  public static String pValue(double pValue) {
    return pValue < 0.0001 ? "< 0.0001" : format("%.4f", pValue);
  }

  /** A p-value, to stand after a {@code p}. */
  public static String isPValue(double pValue) {
    return pValue < 0.0001 ? pValue(pValue) : "= " + pValue(pValue);
  }

  private static String minus(String text) {
    return text.replace('-', '−');
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
  public static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
