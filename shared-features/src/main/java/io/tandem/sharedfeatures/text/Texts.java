package io.tandem.sharedfeatures.text;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Text rules that depend neither on the locale, nor on UTF-16, nor on the JDK. */
public final class Texts {
  /** The order of the UTF-8 bytes, which is the order of the code points. */
  public static final Comparator<String> UTF8_ORDER = Texts::compareCodePoints;

  /** So few characters that comparing them at each place is nothing. */
  private static final int SHORT = 16;

  private Texts() {}

  private static int compareCodePoints(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length()) {
      int x = a.codePointAt(i);
      int y = b.codePointAt(i);
      if (x != y) {
        return Integer.compare(x, y);
      }
      i += Character.charCount(x);
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Unicode's property White_Space, which, unlike {@link Character#isWhitespace}, has U+00A0. */
  public static boolean isWhiteSpace(char c) {
    return c <= ' '
        ? c == ' ' || (c >= 0x09 && c <= 0x0d)
        : c == 0x85
            || c == 0xa0
            || c == 0x1680
            || (c >= 0x2000 && c <= 0x200a)
            || c == 0x2028
            || c == 0x2029
            || c == 0x202f
            || c == 0x205f
            || c == 0x3000;
  }

  /** Whether no surrogate lacks its other half, so that the text has UTF-8 bytes. */
  public static boolean isWellFormed(String text) {
    // Hardly any text has surrogates, and a loop that does nothing else is compiled to a quick one.
    int first = 0;
    while (first < text.length() && text.charAt(first) < Character.MIN_SURROGATE) {
      first++;
    }
    for (int i = first; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  public static boolean isBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isWhiteSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Null, which is missing, for a text without characters. */
  public static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }

  public static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isWhiteSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isWhiteSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Trims, joins white space to single blanks, lower-cases by the rules of no language. */
  public static String fold(String text) {
    return Letters.lower(spaced(text));
  }

  /** The same for all texts that Unicode calls canonically equivalent, which look alike. */
  public static String foldComposed(String text) {
    String spaced = spaced(text);
    return Composition.isWhole(spaced)
        ? Letters.lower(spaced)
        : Composition.together(Letters.lower(Composition.apart(spaced)));
  }

  private static String spaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isWhiteSpace(c)) {
        space = spaced.length() > 0;
      } else {
        if (space) {
          spaced.append(' ');
          space = false;
        }
        spaced.append(c);
      }
    }
    return spaced.toString();
  }

  /**
   * For a terminal or a log: what would steer it, hide or turn around what stands beside it
   * (control and format characters, line separators, half a surrogate pair, what Unicode does not
   * assign) is written as JSON escapes it.
   */
  public static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (isShown(c)) {
        escaped.appendCodePoint(c);
      } else {
        for (char unit : Character.toChars(c)) {
          escaped.append("\\u").append(HexFormat.of().toHexDigits(unit));
        }
      }
    }
    return escaped.toString();
  }

  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** As {@link String#indexOf(String)}, in time proportional to the text whatever both hold. */
  public static int indexOf(String text, String part) {
    if (part.length() <= SHORT) {
      return text.indexOf(part);
    }
    if (part.length() > text.length()) {
      return -1;
    }
    // Knuth, Morris and Pratt: where a comparison ends, the part's own repetitions say how to go
    // on.
    int[] repeated = repetitions(part);
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      matched = next(part, repeated, matched, text.charAt(i));
      if (matched == part.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }

  /** By the length of a beginning, how many of its last characters are its first ones, too. */
  private static int[] repetitions(String part) {
    int[] repeated = new int[part.length() + 1];
    int matched = 0;
    for (int i = 1; i < part.length(); i++) {
      matched = next(part, repeated, matched, part.charAt(i));
      repeated[i + 1] = matched;
    }
    return repeated;
  }

  private static int next(String part, int[] repeated, int matched, char c) {
    int length = matched;
    while (length > 0 && part.charAt(length) != c) {
      length = repeated[length];
    }
    return part.charAt(length) == c ? length + 1 : length;
  }

  public static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  /** How many characters hold; of a class within ASCII, so that units are characters. */
  public static int count(String text, IntPredicate isIn) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isIn.test(text.charAt(i))) {
        count++;
      }
    }
    return count;
  }
}
