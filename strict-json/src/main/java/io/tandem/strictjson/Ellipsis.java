package io.tandem.strictjson;

/** Shortens texts for people to read. */
public final class Ellipsis {
  private static final String DOTS = "...";

  private Ellipsis() {}

  /**
   * The text itself, or the beginning of a longer one with three dots: at most {@code length}
   * characters (UTF-16 units) together, of a pair of surrogates never the half.
   *
   * @param length at least four
   */
  public static String shorten(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - DOTS.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + DOTS;
  }
}
